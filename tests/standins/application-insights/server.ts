import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { buffer } from "node:stream/consumers"
import { gunzipSync } from "node:zlib"
import { Effect, type Scope } from "effect"

/** One thing that was told, as Application Insights takes it. */
export interface Told {
  readonly sampleRate: number
  readonly tags: Readonly<Record<string, string>>
  readonly data: {
    readonly baseType: string
    readonly baseData: {
      readonly name?: string
      readonly message?: string
      readonly success?: boolean
      readonly severityLevel?: string
      readonly properties: Readonly<Record<string, string>>
      readonly metrics?: ReadonlyArray<{ readonly name: string; readonly value: number }>
    }
  }
}

export interface ApplicationInsights {
  readonly connectionString: string
  /** What was taken, in the order it came. */
  readonly told: ReadonlyArray<Told>
  /** Answers nobody any more. */
  readonly fallSilent: () => void
  /** Refuses the next so many requests. */
  readonly refuse: (requests: number) => void
}

/** What stands in for Application Insights' ingestion, on a port of its own until the scope closes. */
export const applicationInsights: Effect.Effect<ApplicationInsights, never, Scope.Scope> = Effect.gen(function* () {
  const told: Array<Told> = []
  let refusals = 0
  let silent = false
  const server = yield* Effect.acquireRelease(
    Effect.callback<Server>((resume) => {
      const made = createServer((request, response) => {
        void buffer(request).then((bytes) => {
          if (silent) return
          const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes
          // Written by Microsoft's exporter; the tests look at every field they use.
          const items = JSON.parse(body.toString("utf8")) as ReadonlyArray<Told>
          const refused = refusals-- > 0
          if (!refused) told.push(...items)
          response
            .writeHead(refused ? 400 : 200, { "content-type": "application/json" })
            .end(JSON.stringify({ itemsReceived: items.length, itemsAccepted: refused ? 0 : items.length, errors: [] }))
        })
      })
      made.listen(0, "127.0.0.1", () => resume(Effect.succeed(made)))
    }),
    (made) =>
      Effect.sync(() => {
        made.closeAllConnections()
        made.close()
      })
  )
  // A server that listens on a TCP port has an address with a port.
  const { port } = server.address() as AddressInfo
  return {
    connectionString: `InstrumentationKey=00000000-0000-4000-8000-000000000000;IngestionEndpoint=http://127.0.0.1:${port}`,
    told,
    fallSilent: () => {
      silent = true
    },
    refuse: (requests) => {
      refusals = requests
    }
  }
})
