import { Effect, type Scope } from "effect"
import { http, type HttpHandler } from "msw"
import { setupServer } from "msw/node"

/** A request as it left: its method and its whole address in one, what was set of its headers, and its bytes as text. */
export interface Sent {
  readonly asked: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** What `fetch` adds by itself. */
const BY_ITSELF = new Set([
  "accept-encoding",
  "accept-language",
  "connection",
  "content-length",
  "host",
  "sec-fetch-mode",
  "user-agent"
])

const sentBy = async (request: Request): Promise<Sent> => ({
  asked: `${request.method} ${request.url}`,
  headers: Object.fromEntries([...request.headers].filter(([name]) => !BY_ITSELF.has(name))),
  body: (await request.clone().text()) || undefined
})

/**
 * Until the scope closes, whatever this process asks over HTTP is answered by these, at the hosts it is meant for, and kept
 * in the order it left. What none of them answers goes nowhere and fails.
 */
export const answeredHere = Effect.fnUntraced(function* (
  ...handlers: ReadonlyArray<HttpHandler>
): Effect.fn.Return<ReadonlyArray<Sent>, never, Scope.Scope> {
  const sent: Array<Sent> = []
  // It answers nothing itself.
  const keep = http.all("*", async ({ request }) => void sent.push(await sentBy(request)))
  const server = setupServer(keep, ...handlers)
  yield* Effect.acquireRelease(
    Effect.sync(() => server.listen({ onUnhandledFrame: "error" })),
    () => Effect.sync(() => server.close())
  )
  return sent
})
