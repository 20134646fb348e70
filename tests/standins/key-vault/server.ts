import { createServer, type IncomingMessage, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { Effect, Option, Redacted, type Scope } from "effect"
import type { ServiceSettings } from "@tradetower/platform/azure"
import { Refusal, type SecretVersion, type Vault } from "./vault.ts"

/** A page of a list; a vault gives 25. */
const PAGE = 3
const TOKEN = "the-only-token"

interface Written {
  readonly value?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly attributes?: { readonly enabled?: boolean }
}

/** Answers requests of Key Vault's REST API for secrets, 7.x, as far as its client makes them. */
class Requests {
  private readonly vault: Vault
  private readonly origin: string

  constructor(vault: Vault, origin: string) {
    this.vault = vault
    this.origin = origin
  }

  /** The body of an answer; undefined is an empty one. */
  async answer(request: IncomingMessage): Promise<unknown> {
    const url = new URL(request.url ?? "/", this.origin)
    const [, kind, name = "", last = ""] = url.pathname.split("/").map(decodeURIComponent)
    const call = `${request.method} ${kind}`
    if (kind === "secrets" && name === "")
      return this.page(
        url,
        this.vault.names().map((each) => ({ id: this.id(each) }))
      )
    if (kind === "deletedsecrets" && name === "")
      return this.page(
        url,
        this.vault.removedNames().map((each) => ({ id: this.id(each), recoveryId: this.recoveryId(each) }))
      )
    if (call === "GET secrets" && last === "versions")
      return this.page(
        url,
        this.vault.versions(name).map((each) => this.properties(name, each))
      )
    if (call === "GET secrets") return this.bundle(name, this.vault.get(name, last))
    if (call === "GET deletedsecrets") return this.removed(name, this.vault.getRemoved(name))
    if (call === "DELETE secrets") return this.removed(name, this.vault.remove(name))
    if (call === "DELETE deletedsecrets") return this.vault.purge(name)
    if (call === "POST deletedsecrets" && last === "recover") return this.properties(name, this.vault.recover(name))
    // What Key Vault's client writes.
    const body = JSON.parse(await text(request)) as Written
    if (call === "PUT secrets") return this.bundle(name, this.vault.set(name, body.value ?? "", body.tags ?? {}))
    if (call === "PATCH secrets") {
      const version = this.vault.find(name, last)
      version.enabled = body.attributes?.enabled ?? version.enabled
      return this.properties(name, version)
    }
    throw new Refusal(400, "BadParameter")
  }

  private id(name: string, version?: string): string {
    return `${this.origin}/secrets/${name}${version === undefined ? "" : `/${version}`}`
  }
  private recoveryId(name: string): string {
    return `${this.origin}/deletedsecrets/${name}`
  }
  private properties(name: string, { version, tags, created, enabled }: SecretVersion) {
    return { id: this.id(name, version), tags, attributes: { enabled, created, updated: created } }
  }
  private bundle(name: string, version: SecretVersion) {
    return { ...this.properties(name, version), value: version.value }
  }
  private removed(name: string, version: SecretVersion) {
    return { ...this.properties(name, version), recoveryId: this.recoveryId(name) }
  }
  private page(url: URL, all: ReadonlyArray<unknown>) {
    const from = Number(url.searchParams.get("$skiptoken") ?? 0)
    const next = new URL(url)
    next.searchParams.set("$skiptoken", String(from + PAGE))
    return { value: all.slice(from, from + PAGE), nextLink: from + PAGE < all.length ? next.toString() : null }
  }
}

/** What stands in for a Key Vault, on a port of its own until the scope closes; its secrets are in memory. */
export const keyVault = (vault: Vault): Effect.Effect<ServiceSettings, never, Scope.Scope> =>
  Effect.gen(function* () {
    const server = yield* Effect.acquireRelease(Effect.promise(listening), (each) =>
      Effect.sync(() => {
        each.closeAllConnections()
        each.close()
      })
    )
    // A server that listens on a TCP port has an address with a port.
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const requests = new Requests(vault, origin)
    server.on("request", (request, response) => {
      if (request.headers.authorization !== `Bearer ${TOKEN}`) {
        const challenge = `Bearer authorization="${origin}/tenant", resource="https://vault.azure.net"`
        return void response.writeHead(401, { "www-authenticate": challenge }).end()
      }
      const send = (status: number, body: unknown) =>
        void response
          .writeHead(body === undefined ? 204 : status, { "content-type": "application/json" })
          .end(body === undefined ? undefined : JSON.stringify(body))
      requests.answer(request).then(
        (body) => send(200, body),
        (error: unknown) => {
          const { status, code, inner } = error instanceof Refusal ? error : new Refusal(500, "InternalServerError")
          send(status, { error: { code, message: "no", ...(inner !== undefined && { innererror: { code: inner } }) } })
        }
      )
    })
    return { endpoint: origin, key: Option.some(Redacted.make(TOKEN)) }
  })

const listening = (): Promise<Server> =>
  new Promise((done) => {
    const server = createServer()
    server.listen(0, "127.0.0.1", () => done(server))
  })
