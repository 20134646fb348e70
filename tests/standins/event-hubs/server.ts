import { once } from "node:events"
import type { AddressInfo, Socket } from "node:net"
import rhea, {
  type Connection,
  type Delivery,
  type EventContext,
  type link,
  type Message,
  type Receiver,
  type Sender
} from "rhea"
import { unpack } from "../service-bus/links.ts"
import { answerClaims, answering, isReply } from "../service-bus/management.ts"

const KEY = "x-opt-partition-key"
const PLACES = /\/ConsumerGroups\/[^/]+\/Partitions\/(\d+)$/

interface Stored {
  readonly sequence: number
  readonly at: number
  readonly message: Message
}

/** Which event a client has read, by the filter its SDK writes: `amqp.annotation.x-opt-... > '...'`. */
const isAfter = (filter: string): ((event: Stored) => boolean) => {
  const [, what = "", least = "", value = ""] = /x-opt-([a-z-]+) (>=?) '([^']*)'/.exec(filter) ?? []
  const number = Number(value)
  const reads = (mine: number) => mine > number || (least === ">=" && mine === number)
  if (what === "enqueued-time") return ({ at }) => reads(at)
  if (what === "sequence-number" || value !== "@latest") return ({ sequence }) => reads(sequence)
  const now = Date.now()
  return ({ at }) => at > now
}

/** One hub: events of a key are in one partition, in order, and stay there whoever reads them. */
class Hub {
  readonly partitions: ReadonlyArray<Array<Stored>>
  readonly readers = new Set<() => void>()

  constructor(partitions: number) {
    this.partitions = Array.from({ length: partitions }, () => [])
  }

  /** `around`: what carries the key, a message or the batch it is in. */
  add(message: Message, around: Message): void {
    const annotations = around["message_annotations"] as Readonly<Record<string, string>> | undefined
    const hash = Buffer.from(annotations?.[KEY] ?? "").reduce((sum, byte) => (Math.imul(sum, 31) + byte) >>> 0, 7)
    const partition = this.partitions[hash % this.partitions.length]
    partition?.push({ sequence: partition.length, at: Date.now(), message })
    for (const reader of this.readers) reader()
  }
}

export interface EventHubs {
  /** Host and port; any key will do. */
  readonly endpoint: string
  /** All connections break. */
  readonly drop: () => void
  /** How many events each partition of a hub holds. */
  readonly held: (hub: string) => ReadonlyArray<number>
  readonly close: () => Promise<void>
}

/** A namespace of Event Hubs on 127.0.0.1, in memory: what `@azure/event-hubs` needs of it. It has every hub asked for. */
export const serveEventHubs = async (partitions = 4): Promise<EventHubs> => {
  const hubs = new Map<string, Hub>()
  const hubOf = (path: string): Hub => {
    const name = path.split("/")[0] ?? ""
    const hub = hubs.get(name) ?? new Hub(partitions)
    hubs.set(name, hub)
    return hub
  }
  const readers = new Map<link, () => void>()
  const sockets = new Set<Socket>()

  const attachedReceiver = (receiver: Receiver) => {
    const address = receiver.target.address ?? ""
    if (address === "$cbs") return answerClaims(receiver)
    if (address === "$management")
      return answering(receiver, (request) => {
        const { name } = request["application_properties"] as { readonly name: string }
        const ids = hubOf(name).partitions.map((_, id) => String(id))
        return {
          status: 200,
          body: { name, created_at: new Date(0), partition_ids: ids, georeplication_factor: 1 }
        }
      })
    const hub = hubOf(address)
    receiver.on("message", ({ delivery, message }: { delivery: Delivery; message: Message | Buffer }) => {
      if (Buffer.isBuffer(message)) {
        // rhea types what it decodes without its body.
        const batch = rhea.message.decode(message) as unknown as Message
        for (const each of unpack(message)) hub.add(each, batch)
      } else hub.add(message, message)
      delivery.accept()
    })
  }

  const attachedSender = (sender: Sender) => {
    const { address, filter } = sender.source
    if (isReply(sender)) return
    const hub = hubOf(address)
    const events = hub.partitions[Number(PLACES.exec(address)?.[1])]
    if (events === undefined) return sender.close({ condition: "amqp:not-found", description: `no ${address}` })
    const selector = filter?.["apache.org:selector-filter:string"] as { readonly value: string } | undefined
    const read = isAfter(selector?.value ?? "")
    let next = 0
    let pumping: NodeJS.Immediate | undefined
    const pump = () => {
      pumping ??= setImmediate(() => {
        pumping = undefined
        // rhea takes the credit of what is sent only when it writes it.
        for (let { credit } = sender as unknown as { credit: number }; credit > 0 && next < events.length;) {
          const event = events[next++]
          if (event === undefined || !read(event)) continue
          sender.send(encode(event), undefined, 0)
          credit--
        }
      })
    }
    hub.readers.add(pump)
    readers.set(sender, () => {
      clearImmediate(pumping)
      hub.readers.delete(pump)
    })
    sender.on("sender_flow", pump)
  }

  const left = (of: link) => {
    readers.get(of)?.()
    readers.delete(of)
  }
  const container = rhea.create_container({ id: "event-hubs" })
  container.on("receiver_open", ({ receiver }: EventContext) => receiver && attachedReceiver(receiver))
  container.on("sender_open", ({ sender }: EventContext) => sender && attachedSender(sender))
  container.on("sender_close", ({ sender }: EventContext) => sender && left(sender))
  const gone = (connection: Connection) => {
    for (const each of readers.keys()) if (each.connection === connection) left(each)
  }
  for (const event of ["connection_close", "disconnected"])
    container.on(event, ({ connection }: EventContext) => gone(connection))
  container.on("error", () => undefined)
  const server = container.listen({
    host: "127.0.0.1",
    port: 0,
    receiver_options: { autoaccept: false, credit_window: 100, max_message_size: 1024 * 1024 }
  })
  server.on("connection", (socket: Socket) => {
    sockets.add(socket.setNoDelay(true))
    socket.on("error", () => undefined)
    socket.on("close", () => sockets.delete(socket))
  })
  await once(server, "listening")
  const drop = () => {
    for (const socket of sockets) socket.destroy(new Error("the network broke"))
  }
  return {
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    drop,
    held: (hub) => hubOf(hub).partitions.map(({ length }) => length),
    close: async () => {
      const closed = once(server, "close")
      server.close()
      drop()
      await closed
    }
  }
}

const encode = ({ at, message, sequence }: Stored): Buffer =>
  rhea.message.encode({
    ...message,
    message_annotations: {
      ...(message["message_annotations"] as object | undefined),
      "x-opt-sequence-number": sequence,
      "x-opt-offset": String(sequence),
      "x-opt-enqueued-time": new Date(at)
    }
  })
