import { LiveMessage } from "@tradetower/domain/live"
import { Schema } from "effect"
import { WebSocket } from "ws"
import type { Trader } from "./trader.ts"

const Frame = Schema.fromJsonString(
  Schema.Struct({
    type: Schema.String,
    group: Schema.optionalKey(Schema.String),
    data: Schema.optionalKey(Schema.Unknown)
  })
)
const readFrame = Schema.decodeUnknownSync(Frame)
const readMessage = Schema.decodeUnknownSync(LiveMessage)

/** A trader's live connection: everything that came over it, as a screen would see it. */
export interface Live {
  readonly messages: ReadonlyArray<LiveMessage>
  readonly close: () => void
}

/** Connects as the site does: negotiate, then the reliable subprotocol. */
export const listen = async (trader: Trader): Promise<Live> => {
  const { url } = await trader.post<{ url: string }>("/api/v1/realtime/negotiate", {})
  const socket = new WebSocket(url, "json.reliable.webpubsub.azure.v1", { headers: { origin: trader.origin } })
  const messages: Array<LiveMessage> = []
  socket.on("message", (bytes: Buffer) => {
    const frame = readFrame(bytes.toString("utf8"))
    if (frame.type === "message") messages.push(readMessage(frame.data))
  })
  await new Promise<void>((resolve, reject) => {
    socket.once("open", () => resolve())
    socket.once("error", reject)
  })
  return { messages, close: () => socket.terminate() }
}
