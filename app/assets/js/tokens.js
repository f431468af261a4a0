// A form is checked with a token that goes with the browser's cookies and the server's key. Where
// one of them has changed since the page was made, the server says so with a form to send again
// (web/send_again.html) that holds a fresh token. Here all forms of the page take it over.
const SEND_AGAIN = "form[data-send-again] input[name=csrf_token]";

/** Take over the fresh token of an answer; tell whether it has one. */
export function renewTokens(page) {
  const fresh = page.querySelector(SEND_AGAIN)?.value;
  if (!fresh) return false;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = fresh;
  return true;
}

/** Fetch with a form's data, and once more if only its token was too old. */
export async function post(address, body, options = {}) {
  const send = () => fetch(address, { method: "POST", body, ...options });
  const response = await send();
  if (response.status !== 400) return response;
  const page = new DOMParser().parseFromString(await response.clone().text(), "text/html");
  if (!renewTokens(page)) return response;
  body.set("csrf_token", page.querySelector(SEND_AGAIN).value);
  return send();
}
