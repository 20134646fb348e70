import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { Effect, type Scope } from "effect"

const HEADER = "known to this process alone"
const HOUR_S = 3_600

/**
 * Microsoft's library reads once a process where to ask: the address of the first to listen is that of all later ones, also
 * where this module is read anew in between.
 */
interface OfThisProcess {
  listening?: Promise<number>
  /** Who is given tokens now. */
  caller?: { readonly token: string; readonly asked: Array<URL> } | undefined
}
const OURS = Symbol.for("tradetower/tests/managed-identity")
// A symbol of ours holds nothing else.
const here = ((globalThis as { [OURS]?: OfThisProcess })[OURS] ??= {})

const listen = () =>
  new Promise<number>((done) => {
    const server = createServer((request, response) => {
      const { caller } = here
      if (caller === undefined || request.headers["x-identity-header"] !== HEADER)
        return void response.writeHead(401).end()
      const url = new URL(request.url ?? "", "http://127.0.0.1")
      caller.asked.push(url)
      const body = {
        access_token: caller.token,
        expires_on: String(Math.floor(Date.now() / 1_000) + HOUR_S),
        resource: url.searchParams.get("resource"),
        token_type: "Bearer"
      }
      response.writeHead(200, { "content-type": "application/json", connection: "close" }).end(JSON.stringify(body))
    })
    // A server that listens on a TCP port has an address with a port.
    server.listen(0, "127.0.0.1", () => done((server.address() as AddressInfo).port))
    server.unref()
  })

/**
 * What stands in for where a container or a function is given tokens of its managed identity, named by the environment
 * until the scope closes; one at a time. Gives one token; answers what was asked for.
 */
export const managedIdentity = (token: string): Effect.Effect<ReadonlyArray<URL>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const port = yield* Effect.promise(() => (here.listening ??= listen()))
    const asked: Array<URL> = []
    yield* Effect.acquireRelease(
      Effect.sync(() => {
        const before = { ...process.env }
        here.caller = { token, asked }
        process.env["IDENTITY_ENDPOINT"] = `http://127.0.0.1:${port}/msi/token`
        process.env["IDENTITY_HEADER"] = HEADER
        return before
      }),
      (before) =>
        Effect.sync(() => {
          here.caller = undefined
          for (const name of ["IDENTITY_ENDPOINT", "IDENTITY_HEADER"]) {
            if (before[name] === undefined) delete process.env[name]
            else process.env[name] = before[name]
          }
        })
    )
    return asked
  })
