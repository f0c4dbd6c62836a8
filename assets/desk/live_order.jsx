/** The last question before real money moves. */
import { Field } from "./form.jsx";
import { GuardedForm } from "./guarded.jsx";
import { t } from "./words.js";

export function LiveOrderForm({ plan, action, loss, onDone }) {
  return (
    <GuardedForm
      to={`/api/v1/plans/${plan}/execute`} extra={{ acknowledged: true }} done={() => onDone?.()}
      said={t("{order}: sent. Its stop is at the venue as soon as it fills.", { order: action })} label={t("Confirm the live order")}
    >
      <p><b>{action}</b></p>
      <p className="kv"><span>{t("If stopped, costs included")}</span><b className="num down">{loss}</b></p>
      <label className="check">
        <input type="checkbox" required />
        {t("This is real money. I accept that this loss, or more in a gap, would be real.")}
      </label>
      <button type="submit" className="btn danger wide">{t("Send it live")}</button>
    </GuardedForm>
  );
}
