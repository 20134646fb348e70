import type { IncomingMessage } from "node:http"

/** Where a request goes, seen from the hub; `undefined` when what it names is no address. */
export const requestUrl = ({ url = "/" }: IncomingMessage): URL | undefined =>
  URL.canParse(url, "http://hub") ? new URL(url, "http://hub") : undefined

/** A text without its percent signs; `undefined` when they make no characters. */
export const decoded = (text: string | undefined): string | undefined => {
  try {
    return text === undefined ? undefined : decodeURIComponent(text)
  } catch {
    return undefined
  }
}
