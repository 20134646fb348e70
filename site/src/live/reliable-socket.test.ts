import { describe, expect, it } from "vitest"
import { followReliably, type Liveness, type SocketEvents } from "./reliable-socket.ts"

const world = () => {
  const opened: Array<{ url: string; on: SocketEvents; sent: Array<unknown> }> = []
  const messages: Array<unknown> = []
  const liveness: Array<Liveness> = []
  const waiting: Array<() => void> = []
  const counts = { negotiated: 0, gaps: 0 }
  const { end, renew } = followReliably({
    negotiate: () => Promise.resolve({ url: `wss://hub/client/hubs/h?access_token=${++counts.negotiated}` }),
    open: (url, on) => {
      const sent: Array<unknown> = []
      opened.push({ url, on, sent })
      return { send: (text) => sent.push(JSON.parse(text)), close: () => on.closed(1000) }
    },
    onMessage: (data) => messages.push(data),
    onLiveness: (state) => liveness.push(state),
    onGap: () => (counts.gaps += 1),
    wait: (callback) => waiting.push(callback)
  })
  const settle = async () => {
    await Promise.resolve()
    await Promise.resolve()
  }
  const elapse = async () => {
    for (const callback of waiting.splice(0)) callback()
    await settle()
  }
  const last = () => {
    const newest = opened[opened.length - 1]
    if (newest === undefined) throw new Error("nothing was opened")
    return newest
  }
  const frame = (value: unknown) => last().on.message(JSON.stringify(value))
  const connected = (connectionId: string) =>
    frame({ type: "system", event: "connected", connectionId, reconnectionToken: `token-${connectionId}` })
  const message = (sequenceId: number, data: unknown) => frame({ type: "message", from: "group", sequenceId, data })
  return { opened, messages, liveness, counts, end, renew, settle, elapse, last, connected, message }
}

describe("the live connection", () => {
  it("acknowledges the newest message it received", async () => {
    const w = world()
    await w.settle()
    w.connected("a")
    w.message(1, "one")
    w.message(2, "two")
    await w.elapse()
    expect(w.messages).toEqual(["one", "two"])
    expect(w.last().sent).toEqual([{ type: "sequenceAck", sequenceId: 2 }])
    expect(w.liveness).toEqual(["CONNECTING", "LIVE"])
  })

  it("begins a new session when it is to be joined to other groups", async () => {
    const w = world()
    await w.settle()
    w.connected("a")
    w.renew()
    await w.elapse()
    w.connected("b")
    expect(w.counts).toEqual({ negotiated: 2, gaps: 1 })
    expect(w.liveness.at(-1)).toBe("LIVE")
  })

  it("hands on a message that comes again only once", async () => {
    const w = world()
    await w.settle()
    w.connected("a")
    w.message(1, "one")
    w.message(1, "one")
    expect(w.messages).toEqual(["one"])
  })

  it("takes a broken session up again without negotiating and without a gap", async () => {
    const w = world()
    await w.settle()
    w.connected("a")
    w.message(1, "one")
    w.last().on.closed(1006)
    await w.elapse()
    expect(new URL(w.last().url).searchParams.get("awps_reconnection_token")).toBe("token-a")
    w.connected("a")
    w.message(2, "two")
    expect(w.messages).toEqual(["one", "two"])
    expect(w.counts).toEqual({ negotiated: 1, gaps: 0 })
  })

  it("begins a new session when the old one is refused, and says that something may be missing", async () => {
    const w = world()
    await w.settle()
    w.connected("a")
    w.message(7, "seven")
    w.last().on.closed(1008)
    await w.elapse()
    expect(w.counts.negotiated).toBe(2)
    w.connected("b")
    w.message(1, "first of the new session")
    expect(w.counts.gaps).toBe(1)
    expect(w.messages).toEqual(["seven", "first of the new session"])
  })

  it("stops for good when ended", async () => {
    const w = world()
    await w.settle()
    w.connected("a")
    w.end()
    w.last().on.closed(1000)
    await w.elapse()
    expect(w.opened).toHaveLength(1)
  })
})
