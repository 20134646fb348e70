import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { type IncomingMessage, request } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { brotliCompressSync, gzipSync } from "node:zlib"
import { readSiteConfig } from "./config.ts"
import { type Behind, gateway } from "./gateway.ts"
import { openEntrance } from "./entrance.ts"
import { demoPeople } from "./principal.ts"
import { isBeyond, LOCAL, type Reach } from "./reach.ts"
import { openSessions, type Sessions } from "./sessions.ts"

export interface Got {
  readonly status: number
  readonly headers: IncomingMessage["headers"]
  readonly body: string
}

export interface Asking {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

export const LANDING = '<style>h1{color:red}</style><link rel="stylesheet" href="//evil/a.css"><h1>landing</h1>'

const layOut = (site: string): void => {
  mkdirSync(join(site, "app"), { recursive: true })
  mkdirSync(join(site, "_astro"))
  mkdirSync(join(site, "plain"))
  writeFileSync(join(site, "plain", "index.html"), "<h1>plain</h1>")
  writeFileSync(join(site, "index.html"), LANDING)
  writeFileSync(join(site, "404.html"), "<h1>lost</h1>")
  writeFileSync(join(site, "app", "index.html"), "<h1>dashboard</h1>")
  const script = `"${"x".repeat(5_000)}"`
  writeFileSync(join(site, "_astro", "a.1234.js"), script)
  writeFileSync(join(site, "_astro", "a.1234.js.br"), brotliCompressSync(script))
  writeFileSync(join(site, "_astro", "a.1234.js.gz"), gzipSync(script))
  writeFileSync(join(site, "_astro", "old.js"), script)
  writeFileSync(join(site, "_astro", "old.js.br"), "of another build")
  utimesSync(join(site, "_astro", "old.js.br"), 1, 1)
  writeFileSync(join(site, "..", "outside.txt"), "secret")
}

export interface Opening {
  readonly reach?: Reach
  /** The file of a passphrase. */
  readonly passphrase?: string
  readonly mostConnections?: number
  /** What stands behind it is never up. */
  readonly starting?: boolean
}

/** A gateway that listens, before a small site and an API that tells what it was asked. */
export const startGateway = async ({ mostConnections, passphrase, reach = LOCAL, starting = false }: Opening = {}) => {
  const folder = mkdtempSync(join(tmpdir(), "gateway-"))
  const site = join(folder, "site")
  layOut(site)
  const logged: Array<string> = []
  const ended: Array<string> = []
  const entrance = openEntrance({
    people: demoPeople,
    required: isBeyond(reach),
    ...(passphrase !== undefined && { file: passphrase }),
    changed: () => sessions.endOutdated(),
    now: () => 0,
    log: (message) => logged.push(message)
  })
  const sessions: Sessions = openSessions({
    file: join(folder, "sessions.json"),
    lock: entrance.lock,
    ended: (id) => ended.push(id),
    log: (message) => logged.push(message)
  })
  const behind: Behind = {
    sessions,
    entrance,
    api: async (incoming, response, limit) => {
      if (incoming.url === "/api/v1/fails") throw new Error("inner secret")
      response.setHeader("content-type", "application/json")
      response.end(JSON.stringify({ url: incoming.url, headers: incoming.headers, bodyLimit: limit }))
    },
    operator: async (_, response, path) => {
      if (path !== "/.local/telemetry") return false
      response.end("figures of this process")
      return true
    },
    upgrade: (incoming, socket) => socket.end(`HTTP/1.1 101 Switching Protocols\r\n\r\n${incoming.url}`)
  }
  const server = gateway({
    config: readSiteConfig(join(import.meta.dirname, "../../../../staticwebapp.config.json")),
    site,
    reach,
    bodyLimit: 1_000,
    ...(mostConnections !== undefined && { mostConnections }),
    largeBodies: { paths: ["/api/v1/candles/import/"], limit: 100_000 },
    log: (message) => logged.push(message),
    behind: starting ? new Promise<Behind>(() => undefined) : Promise.resolve(behind),
    ...(starting && { waitsFor: () => "PRICES" as const })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()))
  const { port } = server.address() as AddressInfo

  /** Node's own client: it sends any header and path as given, as an attacker would. */
  const ask = (path: string, { body = "", headers = {}, method = "GET" }: Asking = {}): Promise<Got> =>
    new Promise((resolve, reject) => {
      const call = request({
        host: "127.0.0.1",
        port,
        path,
        method,
        headers: { host: `127.0.0.1:${port}`, ...headers }
      })
      call.once("error", reject)
      call.once("response", (answer) => {
        const parts: Array<Buffer> = []
        answer.on("data", (part: Buffer) => parts.push(part))
        answer.once("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(parts).toString("latin1")
          })
        )
      })
      call.end(body)
    })

  /** Sends a form of the sign-in page. */
  const sendForm = (form: Record<string, string>, headers: Record<string, string> = {}): Promise<Got> =>
    ask("/.auth/login/local", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(form).toString()
    })

  return {
    port,
    logged,
    ended,
    ask,
    sendForm,
    /** Signs a demo tenant in; answers with the header that shows it. */
    as: async (user: string, headers: Record<string, string> = {}) => {
      const signedIn = await sendForm({ user }, headers)
      return { cookie: (signedIn.headers["set-cookie"]?.[0] ?? "").split(";")[0] ?? "" }
    },
    stop: async () => {
      server.close()
      server.closeAllConnections()
      entrance.close()
      await sessions.close()
      rmSync(folder, { recursive: true })
    }
  }
}
