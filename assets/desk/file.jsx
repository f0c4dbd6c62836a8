/** A button that reads a small text file and tells its content; one too large is cut, and so refused by the server. */
export function TextFile({ label, accept = ".json", most = 4096, className, onText }) {
  const read = async (event) => {
    const [file] = event.target.files;
    event.target.value = ""; // the same file may be chosen again
    if (file) onText?.(await file.slice(0, most).text());
  };
  return (
    <label className={className}>
      {label}
      <input type="file" accept={accept} className="unseen" onChange={read} />
    </label>
  );
}
