/** Asking the API for one's own things; a refusal comes back as an error with its sentence, `code` and `status`. */
export async function ask(method, path, body) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") Object.assign(headers, { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() });
  const keepalive = method !== "GET"; // what was chosen is kept, however soon the page is left
  const answer = await fetch(path, { method, headers, keepalive, body: body && JSON.stringify(body) });
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(said.detail), { code: said.code, status: answer.status });
  return said;
}
