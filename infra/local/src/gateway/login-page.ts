import { createHash } from "node:crypto"
import type { Person, Principal } from "./principal.ts"

const hashed = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`

/** The page is dressed by the site's own styles, each named by its hash, and theme; it runs nothing else. */
export const loginPolicy = ({ styles }: Dress): string =>
  `default-src 'none'; style-src ${styles.length === 0 ? "'none'" : styles.map(hashed).join(" ")}; ` +
  "font-src 'self'; img-src 'self'; script-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const choice = ({ id, name }: Person): string =>
  `<button class="who" name="user" value="${id}"><span class="initial" aria-hidden="true">${name[0] ?? ""}</span>` +
  `<span><strong>${name}</strong><small>Continue as ${name}</small></span></button>`

const passphraseField = `<label class="field"><span>Passphrase</span><span class="input">
<input type="password" name="passphrase" autocomplete="current-password" required autofocus></span></label>`

/** What a page of the built site wears; nothing while nothing is built. */
export interface Dress {
  readonly styles: ReadonlyArray<string>
  /** What it says to browsers that are too old for it. */
  readonly notice: string
}

/** The styles written into a page of the built site, and its notice: both go out as they are. */
export const dressOf = (html: string): Dress => ({
  styles: [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)].flatMap(([, text]) => text ?? []),
  notice: /<p class="too-old">[^<]*<\/p>/.exec(html)?.[0] ?? ""
})

/** What the page is to ask and say. */
export interface LoginPage {
  readonly people: ReadonlyArray<Person>
  readonly asksPassphrase: boolean
  /** Where to go afterwards. */
  readonly redirect: string
  readonly current: Principal | undefined
  readonly dress: Dress
  /** Why nobody was signed in just now. */
  readonly problem?: string
}

const titleOf = ({ asksPassphrase, people }: LoginPage): string =>
  asksPassphrase ? "Sign in" : people.length > 1 ? "Who are you?" : "Your TradingTower"
const leadOf = ({ asksPassphrase, people }: LoginPage): string =>
  people.length > 1
    ? "Each has paper money and bots of their own; neither sees the other's."
    : asksPassphrase
      ? "The passphrase was set where TradingTower runs; <code>npm run passphrase</code> there sets another."
      : "Paper money, bots and prices are kept on this computer."

/** A page that needs nothing of the site but what it wears. */
export const plainPage = (title: string, { notice, styles }: Dress, main: string, head = ""): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>${title} · TradingTower</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="apple-touch-icon" href="/apple-touch-icon.png">
${head}${styles.map((text) => `<style>${text}</style>`).join("\n")}
<script src="/theme.js"></script>
</head>
<body>
${notice}
<main class="sign-in">
<h1>${title}</h1>
${main}
</main>
</body>
</html>
`

/** The page that asks who is there. */
export const loginPage = (asked: LoginPage): string =>
  plainPage(
    titleOf(asked),
    asked.dress,
    `<p>${leadOf(asked)}</p>
${asked.problem === undefined ? "" : `<p class="problem" role="alert">${escape(asked.problem)}</p>`}
<form method="post" action="/.auth/login/local">
<input type="hidden" name="redirect" value="${escape(asked.redirect)}">
${asked.asksPassphrase ? passphraseField : ""}
${asked.people.map(choice).join("\n")}
</form>
<p>${
      asked.current === undefined
        ? "Nothing is sent to anyone else."
        : `Now signed in as ${escape(asked.current.userDetails)}. <a href="/.auth/logout">Sign out</a>`
    }</p>`
  )
