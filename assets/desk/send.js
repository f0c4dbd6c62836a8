/** JSON to a route of this origin; secrets go this way, never through a page's state. */
export async function send(path, body, method = "POST") {
  const options = { method, headers: { Accept: "application/json" } };
  if (body !== undefined) {
    Object.assign(options.headers, { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() });
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(path, options);
  const text = await answer.text();
  const said = text ? JSON.parse(text) : {};
  if (!answer.ok) throw Object.assign(new Error(said.detail ?? answer.statusText), { code: said.code, field: said.field });
  return { status: answer.status, said };
}
