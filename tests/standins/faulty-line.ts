import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { type AddressInfo, connect } from "node:net"
import type { Duplex } from "node:stream"
import { buffer } from "node:stream/consumers"
import { Effect, type Scope } from "effect"
import type { ServiceSettings } from "@tradetower/platform/azure"
import { chance } from "./chance.ts"

/**
 * What may go wrong between us and a service. `throttled`: 429, and `unavailable`: 503, nothing done. `cut`: done, and the
 * connection breaks before the answer.
 */
export type Fault = "throttled" | "unavailable" | "cut"
const FAULTS = ["throttled", "unavailable", "cut"] as const

/** Decides what goes wrong: each fault at its rate, or one at the next request of a method. */
export class Faults {
  rates: Readonly<Partial<Record<Fault, number>>> = {}
  private readonly random: () => number
  private readonly next: Array<{ readonly fault: Fault; readonly method: string }> = []

  constructor(seed: number) {
    this.random = chance(seed)
  }

  /** Once, at the next request of this method. */
  once(fault: Fault, method: string): void {
    this.next.push({ fault, method })
  }

  of(request: IncomingMessage): Fault | undefined {
    const planned = this.next.findIndex(({ method }) => method === request.method)
    if (planned >= 0) return this.next.splice(planned, 1)[0]?.fault
    return FAULTS.find((fault) => this.random() < (this.rates[fault] ?? 0))
  }
}

/** Passes a request on, and its answer back unless that is lost on the way. */
const pass = async (to: URL, request: IncomingMessage, response: ServerResponse, fault: Fault | undefined) => {
  const body = await buffer(request)
  const { headers, method, url } = request
  const onward = ask({ hostname: to.hostname, port: to.port, path: url, method, headers }, (answer) => {
    if (fault === "cut") {
      answer.resume()
      request.socket.destroy()
    } else {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    }
  })
  onward.on("error", () => request.socket.destroy())
  onward.end(body)
}

/** Passes a WebSocket on, on which nothing goes wrong. */
const passSocket = (to: URL, { headers, method, url }: IncomingMessage, socket: Duplex, head: Buffer) => {
  const onward = connect(Number(to.port), to.hostname, () => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`)
    onward.write([`${method} ${url} HTTP/1.1`, ...lines, "", ""].join("\r\n"))
    onward.write(head)
    socket.pipe(onward).pipe(socket)
  })
  onward.on("error", () => socket.destroy())
  socket.on("error", () => onward.destroy())
}

/** A line to a service of ours over HTTP, on which things go wrong, until the scope closes. */
export const faultyLine = (
  service: ServiceSettings,
  faults: Faults
): Effect.Effect<ServiceSettings, never, Scope.Scope> =>
  Effect.gen(function* () {
    const to = new URL(service.endpoint)
    const server = yield* Effect.acquireRelease(
      Effect.callback<Server>((resume) => {
        const made = createServer((request, response) => {
          const fault = faults.of(request)
          if (fault === "throttled") response.writeHead(429, { "retry-after": "0" }).end()
          else if (fault === "unavailable") response.writeHead(503).end()
          else void pass(to, request, response, fault)
        })
        made.on("upgrade", (request, socket, head) => passSocket(to, request, socket, head))
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
    return { ...service, endpoint: `http://127.0.0.1:${port}${to.pathname}` }
  })
