import type { BotSettings } from "@tradetower/domain/strategy"
import { reportStyle } from "./report-style.ts"

/** Text inside HTML, or inside an attribute of it. */
export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")

/** The class of a result: what was won or lost. Its sign says the same. */
export const tone = (decimal: string): string => (decimal.startsWith("-") ? "down" : Number(decimal) > 0 ? "up" : "")

/** The settings as they are given to the API and the shell. */
export const settingsOf = (settings: BotSettings): string =>
  `<h2>Settings</h2><pre tabindex="0">${escaped(JSON.stringify(settings, undefined, 2))}</pre>`

/** One page that needs nothing else; `style` is added to that of every report, `body` is HTML. */
export const pageOf = (title: string, style: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(title)}</title><link rel="icon" href="data:,"><style>${reportStyle}${style}</style></head><body><main>
<h1>${escaped(title)}</h1>
${body}
</main></body></html>
`
