import { describe, expect, it } from "vitest"
import { GatheredRequest } from "./gathered-request.ts"

const PIECE = 1_000

/** A body in pieces that all lie in the same memory, so that each is gone when the next has come. */
const body = (pieces: number) => {
  const memory = new Uint8Array(PIECE)
  let sent = 0
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        if (sent === pieces) return controller.close()
        controller.enqueue(memory.fill(++sent))
      }
    },
    { highWaterMark: 0 }
  )
}
const request = (pieces: number, headers: Record<string, string>) =>
  new GatheredRequest("http://127.0.0.1/", {
    method: "POST",
    headers,
    body: body(pieces),
    duplex: "half"
  } as RequestInit)

describe("the bytes of a request", () => {
  it("are each put in place when they come, never all at once", async () => {
    const bytes = new Uint8Array(await request(50, { "content-length": String(50 * PIECE) }).arrayBuffer())
    expect(bytes.length).toBe(50 * PIECE)
    for (let piece = 0; piece < 50; piece++)
      expect([bytes[piece * PIECE], bytes[piece * PIECE + PIECE - 1]]).toEqual([piece + 1, piece + 1])
  })

  it("are those that came where fewer do than were said, and refused where more do", async () => {
    expect((await request(2, { "content-length": "5000" }).arrayBuffer()).byteLength).toBe(2 * PIECE)
    await expect(request(3, { "content-length": "2500" }).arrayBuffer()).rejects.toThrow(/longer than the 2500 bytes/)
  })

  it("are read where their number is not said", async () => {
    expect((await request(1, {}).arrayBuffer()).byteLength).toBe(PIECE)
  })
})
