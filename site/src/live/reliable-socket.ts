/** How the live connection stands: LOST means it is being tried again. */
export type Liveness = "CONNECTING" | "LIVE" | "LOST"

/** What is needed of a `WebSocket`, so that a test can bring its own. */
export interface Socket {
  readonly send: (text: string) => void
  readonly close: () => void
}
export interface SocketEvents {
  readonly message: (data: unknown) => void
  readonly closed: (code: number) => void
}

interface Options {
  /** A fresh address, joined to the trader's groups. */
  readonly negotiate: () => Promise<{ readonly url: string }>
  readonly open: (url: string, on: SocketEvents) => Socket
  readonly onMessage: (data: unknown) => void
  readonly onLiveness: (liveness: Liveness) => void
  /** A new session began after one was lost: messages may have been missed, ask again for everything. */
  readonly onGap: () => void
  readonly wait: (callback: () => void, millis: number) => void
}

interface Frame {
  readonly type?: string
  readonly event?: string
  readonly connectionId?: string
  readonly reconnectionToken?: string
  readonly sequenceId?: number
  readonly data?: unknown
}

interface Session {
  readonly url: string
  readonly connectionId: string
  readonly reconnectionToken: string
}

/** A connection that goes on by itself. */
export interface Following {
  readonly end: () => void
  /** Begins a new session: joined to the groups that are the trader's now. */
  readonly renew: () => void
}

/** Closed with this code, a session can't be taken up again. */
const POLICY_VIOLATION = 1008
const ACK_AFTER = 200

const recoveryOf = (session: Session): string => {
  const url = new URL(session.url)
  url.searchParams.delete("access_token")
  url.searchParams.set("awps_connection_id", session.connectionId)
  url.searchParams.set("awps_reconnection_token", session.reconnectionToken)
  return url.href
}

/**
 * Follows groups of Web PubSub over `json.reliable.webpubsub.azure.v1`: acknowledges what came, takes a broken
 * session up where it was, and begins a new one when that fails.
 */
export const followReliably = (options: Options): Following => {
  let socket: Socket | undefined
  let session: Session | undefined
  let failures = 0
  let hadSession = false
  let ended = false
  let acknowledged = 0
  let received = 0
  let ackPlanned = false

  const acknowledge = (sequenceId: number) => {
    if (sequenceId <= received) return
    received = sequenceId
    if (ackPlanned) return
    ackPlanned = true
    options.wait(() => {
      ackPlanned = false
      if (socket === undefined || received === acknowledged) return
      acknowledged = received
      socket.send(JSON.stringify({ type: "sequenceAck", sequenceId: received }))
    }, ACK_AFTER)
  }

  const onFrame = (url: string, frame: Frame) => {
    if (frame.type === "system" && frame.event === "connected") {
      failures = 0
      const { connectionId, reconnectionToken } = frame
      if (connectionId !== session?.connectionId) {
        received = acknowledged = 0
        if (hadSession) options.onGap()
      }
      hadSession = true
      if (connectionId !== undefined && reconnectionToken !== undefined)
        session = { url, connectionId, reconnectionToken }
      options.onLiveness("LIVE")
      return
    }
    if (frame.type === "system" && frame.event === "disconnected") {
      session = undefined
      return
    }
    if (frame.type !== "message") return
    // A message is sent again when its acknowledgement was lost.
    const seen = frame.sequenceId !== undefined && frame.sequenceId <= received
    if (frame.sequenceId !== undefined) acknowledge(frame.sequenceId)
    if (!seen) options.onMessage(frame.data)
  }

  const attach = (url: string, address: string) => {
    socket = options.open(address, {
      message: (data) => {
        if (typeof data === "string") onFrame(url, JSON.parse(data) as Frame)
      },
      closed: (code) => {
        socket = undefined
        if (ended) return
        if (code === POLICY_VIOLATION) session = undefined
        again()
      }
    })
  }

  const again = () => {
    options.onLiveness("LOST")
    failures += 1
    // Several failed recoveries: the session is gone, whatever the code was.
    if (failures > 3) session = undefined
    options.wait(connect, Math.min(250 * 2 ** (failures - 1), 5_000))
  }

  const connect = () => {
    if (ended) return
    if (session !== undefined) {
      attach(session.url, recoveryOf(session))
      return
    }
    options.negotiate().then(
      ({ url }) => {
        if (!ended) attach(url, url)
      },
      () => {
        if (!ended) again()
      }
    )
  }

  options.onLiveness("CONNECTING")
  connect()
  return {
    end: () => {
      ended = true
      socket?.close()
    },
    renew: () => {
      session = undefined
      socket?.close()
    }
  }
}
