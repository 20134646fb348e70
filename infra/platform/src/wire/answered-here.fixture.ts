import { Effect, type Scope } from "effect"
import { getResponse, type HttpHandler } from "msw"

/** A request as it left: its method and its whole address in one, what was set of its headers, and its bytes as text. */
export interface Sent {
  readonly asked: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

const sentBy = async (request: Request): Promise<Sent> => ({
  asked: `${request.method} ${request.url}`,
  headers: Object.fromEntries(request.headers),
  body: (await request.clone().text()) || undefined
})

/**
 * Until the scope closes, whatever this process fetches is answered by these, at the hosts it is meant for, and kept in the
 * order it left. What none of them answers goes nowhere and fails. No socket is opened: nothing depends on how one is.
 */
export const answeredHere = Effect.fnUntraced(function* (
  ...handlers: ReadonlyArray<HttpHandler>
): Effect.fn.Return<ReadonlyArray<Sent>, never, Scope.Scope> {
  const sent: Array<Sent> = []
  const answer = async (...asked: Parameters<typeof fetch>) => {
    const request = new Request(...asked)
    sent.push(await sentBy(request))
    const response = await getResponse([...handlers], request)
    if (response === undefined) throw new TypeError(`nothing here answers ${request.method} ${request.url}`)
    return response
  }
  yield* Effect.acquireRelease(
    Effect.sync(() => {
      const before = globalThis.fetch
      globalThis.fetch = answer
      return before
    }),
    (before) => Effect.sync(() => void (globalThis.fetch = before))
  )
  return sent
})
