import { createHash } from "node:crypto"
import { demoTenants, type Principal } from "./principal.ts"

const style = `
:root{color-scheme:light dark;--ground:light-dark(#f6f7f9,#101418);--surface:light-dark(#fff,#171c22);
--line:light-dark(#dfe3e8,#2a323b);--text:light-dark(#14191f,#e8ecf1);--soft:light-dark(#5b6672,#98a4b1);
--accent:light-dark(#0b5cad,#6cb2ff)}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--ground);color:var(--text);
font:16px/1.5 system-ui,sans-serif}
main{width:min(100%,400px);display:grid;gap:24px}
h1{font-size:28px;line-height:1.2;margin:0;letter-spacing:-.01em}
p{margin:0;color:var(--soft);font-size:14px}
form{display:grid;gap:12px}
button{display:flex;align-items:center;gap:16px;width:100%;min-height:64px;padding:12px 16px;text-align:left;
font:inherit;color:inherit;background:var(--surface);border:1px solid var(--line);border-radius:8px;cursor:pointer}
button:hover{border-color:var(--accent)}
button:focus-visible,a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
b{display:grid;place-items:center;width:40px;height:40px;border-radius:50%;border:1px solid var(--line);
color:var(--accent);font-weight:600}
span{display:grid}
small{color:var(--soft);font-size:14px}
a{color:var(--accent)}
`

/** The only style the page may use, and no script at all. */
export const LOGIN_POLICY =
  `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; ` +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const choice = (tenant: { id: string; name: string }): string =>
  `<button name="user" value="${tenant.id}"><b aria-hidden="true">${tenant.name[0] ?? ""}</b>` +
  `<span>${tenant.name}<small>Continue as ${tenant.name}</small></span></button>`

/** The page that asks who is there; `redirect` is where to go afterwards. */
export const loginPage = (redirect: string, current: Principal | undefined): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Who are you? - TradingTower</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Who are you?</h1>
<p>Ada and Ben each have their own paper money and bots on this machine; neither sees the other's.</p>
<form method="post">
<input type="hidden" name="redirect" value="${escape(redirect)}">
${demoTenants.map(choice).join("\n")}
</form>
<p>${current === undefined ? "Nothing leaves this machine." : `Now signed in as ${escape(current.userDetails)}. <a href="/.auth/logout">Sign out</a>`}</p>
</main>
</body>
</html>
`
