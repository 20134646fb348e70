import { readText, TooLong } from "@tradetower/platform/wire/read-text"
import { retryAfterIn } from "@tradetower/platform/wire/retry-after"
import { KnownFailure, turnedAway } from "./ccxt-failure.ts"

/** The most that one answer may have, bytes: the longest list of markets is a third of it. */
const MOST = 64_000_000

export interface Guard {
  readonly name: string
  readonly hosts: ReadonlyArray<string>
  /** In place of `https://HOST`: a stand-in on this machine. */
  readonly instead?: string
}

/**
 * What ccxt asks with: the hosts of one exchange only, no redirects; a page of whoever sits between, and an address that
 * is turned away, are told as what they are. ccxt would take the first for an empty list.
 */
export const guardedFetch =
  ({ hosts, instead, name }: Guard) =>
  async (url: string, init: { readonly [key: string]: unknown; readonly signal?: AbortSignal }): Promise<Response> => {
    const { host, pathname, search } = new URL(url)
    if (!hosts.includes(host)) throw new KnownFailure({ message: `${host} is no host of ${name}`, retryable: false })
    const { signal } = init
    const answer = await fetch(instead === undefined ? url : `${instead}${pathname}${search}`, {
      headers: { accept: "application/json" },
      redirect: "error",
      ...(signal !== undefined && { signal })
    })
    if (answer.status === 451) throw new KnownFailure(turnedAway(name, false))
    // Those who guard against floods say 403 too, for a while.
    if (answer.status === 403) throw new KnownFailure(turnedAway(name, true))
    const retryAfter = retryAfterIn(answer.headers, Date.now())
    if ((answer.status === 429 || answer.status === 418) && retryAfter !== undefined)
      throw new KnownFailure({
        message: `${name} asks for fewer requests`,
        retryable: true,
        retryAfter,
        cause: "LIMITED"
      })
    const text = await readText(answer, MOST).catch((error: unknown) => {
      if (error instanceof TooLong) return undefined
      throw error
    })
    if (text === undefined || (answer.ok && !/^\s*[[{]/.test(text)))
      throw new KnownFailure({
        message: `something between this machine and ${name} answers in its place: check proxy and sign-in of the network`,
        retryable: true,
        cause: "NETWORK",
        needsUser: true
      })
    return new Response(text, { status: answer.status, statusText: answer.statusText, headers: answer.headers })
  }
