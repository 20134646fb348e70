import { demoTenants, type Principal } from "./principal.ts"

/** The page is dressed by the site's own stylesheet and theme; it runs nothing else. */
export const LOGIN_POLICY =
  "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const choice = (tenant: { id: string; name: string }): string =>
  `<button class="who" name="user" value="${tenant.id}"><span class="initial" aria-hidden="true">${tenant.name[0] ?? ""}</span>` +
  `<span><strong>${tenant.name}</strong><small>Continue as ${tenant.name}</small></span></button>`

/** The stylesheets that a page of the built site links to; none while nothing is built. */
export const stylesOf = (html: string): ReadonlyArray<string> =>
  [...html.matchAll(/<link rel="stylesheet" href="(\/_astro\/[\w.-]+\.css)">/g)].flatMap(([, href]) => href ?? [])

/** The page that asks who is there; `redirect` is where to go afterwards, `styles` what dresses it. */
export const loginPage = (
  redirect: string,
  current: Principal | undefined,
  styles: ReadonlyArray<string>
): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>Who are you? · TradingTower</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
${styles.map((href) => `<link rel="stylesheet" href="${escape(href)}">`).join("\n")}
<script src="/theme.js"></script>
</head>
<body>
<main class="sign-in">
<h1>Who are you?</h1>
<p>Ada and Ben each have their own paper money and bots on this machine; neither sees the other's.</p>
<form method="post" action="/.auth/login/local">
<input type="hidden" name="redirect" value="${escape(redirect)}">
${demoTenants.map(choice).join("\n")}
</form>
<p>${current === undefined ? "Nothing leaves this machine." : `Now signed in as ${escape(current.userDetails)}. <a href="/.auth/logout">Sign out</a>`}</p>
</main>
</body>
</html>
`
