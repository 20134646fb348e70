import type { IncomingMessage, ServerResponse } from "node:http"
import type { Duplex } from "node:stream"
import { Context, Option } from "effect"
import { type WebSocket, WebSocketServer } from "ws"
import type { Caller } from "../../ports/pubsub.ts"
import { HubConnection, NOT_RECOVERABLE, PLAIN, RELIABLE } from "./connection.ts"
import { refuseUpgrade } from "./refuse-upgrade.ts"
import { requestUrl } from "./request-url.ts"
import { listGroup, receiveGroupMessage } from "./rest.ts"
import { readToken, writeToken } from "./token.ts"

export const HUB = "tradetower"
const CLIENT_PATH = `/client/hubs/${HUB}`
/** How long a reliable client may be away, as in Web PubSub. */
const AWAY_MS = 60_000
const HEARTBEAT_MS = 20_000
const MAX_MESSAGE_BYTES = 64 * 1024
/** Clients that one person may have, those away among them: each keeps what it has not heard yet. */
export const MOST_CLIENTS = 50

/** The hub's clients and groups; the place of the Web PubSub service on one machine. */
export class EmbeddedHub {
  readonly accessKey: string
  readonly now: () => number
  private readonly server: WebSocketServer
  private readonly connections = new Map<string, HubConnection>()
  private readonly groups = new Map<string, Set<HubConnection>>()
  private readonly timer: NodeJS.Timeout
  private origin: string | undefined
  private isLive: (session: string) => boolean = () => true

  constructor(accessKey: string, now: () => number) {
    this.accessKey = accessKey
    this.now = now
    this.server = new WebSocketServer({
      noServer: true,
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
      handleProtocols: (offered) => (offered.has(RELIABLE) ? RELIABLE : offered.has(PLAIN) ? PLAIN : false)
    })
    this.timer = setInterval(() => this.heartbeat(), HEARTBEAT_MS)
  }

  /** Where clients reach this hub, such as `ws://127.0.0.1:4280`; without it `negotiate` answers a path only. */
  listensAt(origin: string): void {
    this.origin = origin.replace(/\/$/, "")
  }

  /** Whether a sign-in still holds: addresses and connections of one that doesn't are refused and ended. */
  admits(isLive: (session: string) => boolean): void {
    this.isLive = isLive
  }

  /** Ends every connection of a sign-in at once, for good. */
  endSession(session: string): void {
    for (const connection of this.connections.values()) if (connection.session === session) this.signOut(connection)
  }

  negotiate(
    userId: string,
    groups: ReadonlyArray<string>,
    lifetimeSeconds: number,
    { origin, session }: Caller = {}
  ): { url: string; expiresAt: number } {
    const issued = Math.floor(this.now() / 1000)
    const expires = issued + lifetimeSeconds
    const address = `${origin?.replace(/^http/, "ws") ?? this.origin ?? ""}${CLIENT_PATH}`
    const token = writeToken(this.accessKey, {
      sub: userId,
      aud: address,
      iat: issued,
      exp: expires,
      ...(session !== undefined && { sid: session }),
      "webpubsub.group": groups
    })
    return { url: `${address}?access_token=${token}`, expiresAt: expires * 1000 }
  }

  /** `data` is JSON text. */
  publish(group: string, dataType: "json" | "text", data: string): void {
    const members = this.groups.get(group)
    if (members === undefined) return
    const value = dataType === "json" ? data : JSON.stringify(data)
    const rest = `"type":"message","from":"group","group":${JSON.stringify(group)},"dataType":"${dataType}","data":${value}}`
    for (const connection of members) connection.send(rest)
  }

  /** Who is in a group. */
  members(group: string): ReadonlyArray<Pick<HubConnection, "id" | "userId">> {
    return [...(this.groups.get(group) ?? [])]
  }

  /** For the `upgrade` event of a server; answers false, having done nothing, when the path is not the hub's. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const url = requestUrl(request)
    if (url?.pathname !== CLIENT_PATH) return false
    const away = url.searchParams.get("awps_connection_id")
    const token = url.searchParams.get("access_token") ?? ""
    if (away !== null) {
      const known = this.connections.get(away)
      const same =
        known?.reliable === true && known.reconnectionToken === url.searchParams.get("awps_reconnection_token")
      this.accept(request, socket, head, (client) => {
        if (same) known.attach(client)
        else client.close(NOT_RECOVERABLE, "no such connection; connect anew")
      })
      return true
    }
    const claims = Option.getOrUndefined(readToken(this.accessKey, token, CLIENT_PATH, this.now()))
    if (claims === undefined || (claims.sid !== undefined && !this.isLive(claims.sid))) {
      refuseUpgrade(socket, 401)
      return true
    }
    this.accept(request, socket, head, (client) => {
      if (client.protocol === "") {
        client.close(1002, `speak ${RELIABLE}`)
        return
      }
      const connection = new HubConnection(claims, client.protocol === RELIABLE, this.now, (each) => this.forget(each))
      this.makeRoom(connection.userId)
      this.connections.set(connection.id, connection)
      for (const group of connection.groups) this.join(connection, group)
      connection.attach(client)
    })
    return true
  }

  /** The REST the Azure SDK speaks; answers false, having done nothing, when the path is not the hub's. */
  handleRequest(request: IncomingMessage, response: ServerResponse): boolean {
    return receiveGroupMessage(this, HUB, request, response) || listGroup(this, HUB, request, response)
  }

  /** How many clients are connected or may come back. */
  get size(): number {
    return this.connections.size
  }

  close(): void {
    clearInterval(this.timer)
    for (const connection of this.connections.values()) connection.close(1001, "shutting down")
    this.connections.clear()
    this.groups.clear()
    this.server.close()
  }

  private accept(request: IncomingMessage, socket: Duplex, head: Buffer, take: (client: WebSocket) => void): void {
    socket.on("error", () => socket.destroy())
    this.server.handleUpgrade(request, socket, head, (client) => {
      // A client that is turned away sends bad frames, too; the close that follows is what matters.
      client.on("error", () => undefined)
      take(client)
    })
  }

  private join(connection: HubConnection, group: string): void {
    const members = this.groups.get(group)
    if (members === undefined) this.groups.set(group, new Set([connection]))
    else members.add(connection)
  }

  private leave(connection: HubConnection, group: string): void {
    const members = this.groups.get(group)
    members?.delete(connection)
    if (members?.size === 0) this.groups.delete(group)
  }

  private forget(connection: HubConnection): void {
    this.connections.delete(connection.id)
    for (const group of connection.groups) this.leave(connection, group)
  }

  /** Ends a person's client that is away longest, or else the oldest, until one more may come. */
  private makeRoom(userId: string | undefined): void {
    const own = [...this.connections.values()].filter((each) => each.userId === userId)
    const inTurn = own.toSorted((a, b) => (a.awaySince ?? Infinity) - (b.awaySince ?? Infinity) || 0)
    for (const connection of inTurn.slice(0, Math.max(0, own.length - MOST_CLIENTS + 1))) {
      connection.close(NOT_RECOVERABLE, `at most ${MOST_CLIENTS} pages at once`)
      this.forget(connection)
    }
  }

  private signOut(connection: HubConnection): void {
    connection.close(NOT_RECOVERABLE, "signed out")
    this.forget(connection)
  }

  private heartbeat(): void {
    const now = this.now()
    for (const connection of this.connections.values()) {
      if (connection.session !== undefined && !this.isLive(connection.session)) this.signOut(connection)
      else if (connection.awaySince !== undefined && now - connection.awaySince > AWAY_MS) this.forget(connection)
      else connection.beat()
    }
  }
}

/** The hub of this process, for the server that mounts it. */
export class Hub extends Context.Service<
  Hub,
  Pick<
    EmbeddedHub,
    | "listensAt"
    | "admits"
    | "endSession"
    | "handleUpgrade"
    | "members"
    | "handleRequest"
    | "accessKey"
    | "size"
    | "publish"
    | "negotiate"
  >
>()("@tradetower/platform/embedded/Hub") {}
