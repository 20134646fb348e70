import { Effect, type Scope } from "effect"
import { WebSocket } from "ws"
import { eventually } from "./place.ts"

const RELIABLE = "json.reliable.webpubsub.azure.v1"

/** What the hub says, as far as the tests look at it. */
export interface Said {
  readonly type: string
  readonly event?: string
  readonly userId?: string
  readonly connectionId?: string
  readonly reconnectionToken?: string
  readonly sequenceId?: number
  readonly group?: string
  readonly data?: unknown
  readonly ackId?: number
  readonly success?: boolean
}

/** A screen on the hub, seen from outside. */
export class Screen {
  readonly said: Array<Said> = []
  closed: number | undefined
  refused = false
  readonly url: string
  readonly socket: WebSocket

  constructor(url: string) {
    this.url = url
    this.socket = new WebSocket(url, RELIABLE)
    // What the hub says is what these tests are about: they look at every field they use.
    this.socket.on("message", (data: Buffer) => this.said.push(JSON.parse(data.toString("utf8")) as Said))
    this.socket.on("close", (code) => {
      this.closed = code
    })
    this.socket.on("error", () => {
      this.refused = true
    })
  }

  /** The data of all messages of a group, or of any. */
  data(group?: string): ReadonlyArray<unknown> {
    return this.messages.filter((each) => group === undefined || each.group === group).map((each) => each.data)
  }

  get messages(): ReadonlyArray<Said> {
    return this.said.filter((each) => each.type === "message")
  }

  get connected(): Said | undefined {
    return this.said.findLast((each) => each.event === "connected")
  }

  say(message: unknown): void {
    this.socket.send(JSON.stringify(message))
  }

  /** Goes away without a goodbye. */
  drop(): void {
    this.socket.terminate()
  }

  /** Where this same connection can be taken up again. */
  get wayBack(): string {
    const url = new URL(this.url)
    const { connectionId = "", reconnectionToken = "" } = this.connected ?? {}
    url.search = new URLSearchParams({
      awps_connection_id: connectionId,
      awps_reconnection_token: reconnectionToken
    }).toString()
    return url.toString()
  }
}

/** Opens a screen, which is gone when the test ends. */
export const screenAt = (url: string): Effect.Effect<Screen, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => new Screen(url)),
    (screen) => Effect.sync(() => screen.drop())
  )

/** Opens a screen and waits until it is connected. */
export const connectedScreen = (url: string) =>
  Effect.tap(screenAt(url), (screen) =>
    eventually(
      Effect.sync(() => screen.connected !== undefined),
      (connected) => connected
    )
  )

/** Waits until a screen is as wanted. */
export const until = (screen: Screen, wanted: (screen: Screen) => boolean) =>
  eventually(
    Effect.sync(() => ({ said: screen.said.length, closed: screen.closed, wanted: wanted(screen) })),
    (each) => each.wanted
  )
