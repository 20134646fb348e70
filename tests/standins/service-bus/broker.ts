import { once } from "node:events"
import type { AddressInfo, Socket } from "node:net"
import rhea, { type Connection, type EventContext, type link, type Sender } from "rhea"
import {
  correlationOf,
  type OwnTenant,
  sqlOf,
  type ShareCounts,
  subscriptionsOf,
  topics,
  type Topic as TopicName
} from "@tradetower/platform"
import catalogue from "../../../infra/resources/topics.json" with { type: "json" }
import { chance } from "../chance.ts"
import type { Fault, Rates, Surroundings } from "./faults.ts"
import { Outlet, takeFrom } from "./links.ts"
import { answerClaims, answerManagement, isReply } from "./management.ts"
import { correlationFilter, sqlFilter, Topic, type TopicRules } from "./topic.ts"

export interface ServiceOptions {
  readonly port?: number
  readonly seed?: number
  readonly rates?: Rates
  /** Other than the catalogue's: how long locks hold, how long a link may be silent, how many messages a topic holds. */
  readonly lockMs?: number
  readonly idleMs?: number
  readonly ttlMs?: number
  readonly quota?: number
  /** By how much its clock is ahead of ours. */
  readonly skewMs?: number
  /** Who has subscriptions of its own. */
  readonly own?: ReadonlyArray<OwnTenant>
  /** Into how many shares parts are divided. */
  readonly shares?: ShareCounts
}

/**
 * A namespace of Service Bus on 127.0.0.1, in memory: what `@azure/service-bus` needs of it, as unkind as it is. Its
 * topics are those of `infra/resources/topics.json`, by any prefix: each prefix is a place of its own.
 */
class Service implements Surroundings {
  readonly operations = new Map<string, number>()
  rates: Rates
  private readonly options: ServiceOptions
  private readonly random: () => number
  /** By their names with what they begin with. */
  private readonly topics = new Map<string, { readonly topic: Topic; readonly name: TopicName }>()
  private own: ReadonlyArray<OwnTenant>
  private readonly outlets = new Map<Connection, Map<link, Outlet>>()
  private readonly idle = new Map<link, NodeJS.Timeout>()

  constructor(options: ServiceOptions) {
    this.options = options
    this.rates = options.rates ?? {}
    this.random = chance(options.seed ?? 1)
    this.own = options.own ?? []
  }

  get skewMs(): number {
    return this.options.skewMs ?? 0
  }

  happens(fault: Fault): boolean {
    const rate = this.rates[fault] ?? 0
    return rate > 0 && this.random() < rate
  }

  count(operation: string): void {
    this.operations.set(operation, (this.operations.get(operation) ?? 0) + 1)
  }

  /** A link that does nothing for long is detached. */
  active(of: link): void {
    clearTimeout(this.idle.get(of))
    const timer = setTimeout(() => {
      this.idle.delete(of)
      of.close({ condition: "amqp:link:detach-forced", description: "the link was idle for too long" })
    }, this.options.idleMs ?? 600_000)
    this.idle.set(of, timer)
  }

  /** The network breaks: nobody says goodbye. */
  drop(connection: Connection): void {
    const { socket } = connection as unknown as { readonly socket: Socket }
    this.left(connection)
    // With an error: rhea takes no notice of a socket that only closes, and keeps its heart beating.
    socket.destroy(new Error("the network broke"))
  }

  attached({ receiver, sender }: EventContext): void {
    if (sender !== undefined) return this.attachedSender(sender)
    if (receiver === undefined) return
    const address = receiver.target.address ?? ""
    if (address === "$cbs") return answerClaims(receiver)
    const [path = "", management] = address.split("/$management")
    const topic = this.topicOf(path)
    const subscription = topic?.subscriptions.get(subscriptionIn(path))
    if (topic === undefined) return receiver.close(notFound(address))
    if (management === undefined) {
      this.active(receiver)
      return takeFrom(receiver, topic, this)
    }
    const queue = path.endsWith(DEAD) ? subscription?.queue.dead : subscription?.queue
    if (queue === undefined) return receiver.close(notFound(address))
    answerManagement(receiver, queue, path.endsWith(DEAD) ? undefined : subscription, this)
  }

  detached(of: link): void {
    clearTimeout(this.idle.get(of))
    this.idle.delete(of)
    const outlets = this.outlets.get(of.connection)
    outlets?.get(of)?.close()
    outlets?.delete(of)
  }

  left(connection: Connection): void {
    for (const outlet of this.outlets.get(connection)?.values() ?? []) outlet.close()
    this.outlets.delete(connection)
  }

  close(): void {
    for (const connection of this.outlets.keys()) this.drop(connection)
    for (const timer of this.idle.values()) clearTimeout(timer)
    for (const { topic } of this.topics.values()) topic.close()
  }

  setUp(own: ReadonlyArray<OwnTenant>): void {
    this.own = own
    for (const { name, topic } of this.topics.values()) topic.setUp(filtersOf(name, own, this.options.shares))
  }

  private attachedSender(sender: Sender): void {
    if (isReply(sender)) return
    const { address } = sender.source
    const subscription = this.topicOf(address)?.subscriptions.get(subscriptionIn(address))
    const queue = address.endsWith(DEAD) ? subscription?.queue.dead : subscription?.queue
    if (queue === undefined) return sender.close(notFound(address))
    const outlets = this.outlets.get(sender.connection) ?? new Map<link, Outlet>()
    this.outlets.set(sender.connection, outlets)
    outlets.set(sender, new Outlet(sender, queue, this))
  }

  private topicOf(address: string): Topic | undefined {
    const name = address.split("/Subscriptions/")[0] ?? ""
    const known = this.topics.get(name)
    if (known !== undefined) return known.topic
    const entry = topics.find((each) => name.endsWith(each))
    if (entry === undefined) return undefined
    const topic = new Topic(this.rulesOf(catalogue[entry]))
    topic.setUp(filtersOf(entry, this.own, this.options.shares))
    this.topics.set(name, { topic, name: entry })
    return topic
  }

  private rulesOf(topic: TopicEntry): TopicRules {
    const { duplicateMinutes, lockSeconds, maxDeliveries, sessions, ttlSeconds = Infinity } = topic
    return {
      sessions,
      lockMs: this.options.lockMs ?? lockSeconds * 1_000,
      maxDeliveries,
      duplicateMs: duplicateMinutes * 60_000,
      ttlMs: this.options.ttlMs ?? ttlSeconds * 1_000,
      quota: this.options.quota ?? 1_000_000
    }
  }
}

/** As the catalogue has it. */
interface TopicEntry {
  readonly sessions: boolean
  readonly lockSeconds: number
  readonly maxDeliveries: number
  readonly duplicateMinutes: number
  readonly ttlSeconds?: number
}

/** What each subscription of a topic takes, read as a deployment writes it. */
const filtersOf = (topic: TopicName, own: ReadonlyArray<OwnTenant>, shares: ShareCounts | undefined) =>
  new Map(
    subscriptionsOf(topic, own, shares).map(({ filter, subscription }) => {
      const properties = correlationOf(filter)
      return [subscription, properties === undefined ? sqlFilter(sqlOf(filter)) : correlationFilter(properties)]
    })
  )

const DEAD = "/$DeadLetterQueue"
const subscriptionIn = (path: string): string => path.split("/")[path.split("/").indexOf("Subscriptions") + 1] ?? ""
const notFound = (address: string) => ({ condition: "amqp:not-found", description: `there is no ${address}` })

export interface ServiceBus {
  /** Host and port; any key will do. */
  readonly endpoint: string
  /** What goes wrong from now on. */
  readonly setRates: (rates: Rates) => void
  /** How often what was asked: send, accept, receive, settle, and requests for management by their names. */
  readonly operations: () => Readonly<Record<string, number>>
  /** Sets the topics up anew, as a deployment does: what waits in a subscription that is no more is gone. */
  readonly setUp: (own: ReadonlyArray<OwnTenant>) => void
  /** All connections break. */
  readonly drop: () => void
  readonly close: () => Promise<void>
}

export const serveServiceBus = async (options: ServiceOptions = {}): Promise<ServiceBus> => {
  const service = new Service(options)
  const container = rhea.create_container({ id: "service-bus" })
  for (const event of ["sender_open", "receiver_open"]) {
    container.on(event, (context: EventContext) => service.attached(context))
  }
  for (const event of ["sender_close", "receiver_close"]) {
    container.on(event, ({ receiver, sender }: EventContext) => {
      const closed = sender ?? receiver
      if (closed !== undefined) service.detached(closed)
    })
  }
  for (const event of ["connection_close", "disconnected"]) {
    container.on(event, ({ connection }: EventContext) => service.left(connection))
  }
  container.on("error", () => undefined)
  const server = container.listen({
    host: "127.0.0.1",
    port: options.port ?? 0,
    receiver_options: { autoaccept: false, credit_window: 100, max_message_size: 256 * 1024 },
    sender_options: { autosettle: false }
  })
  const sockets = new Set<Socket>()
  server.on("connection", (socket: Socket) => {
    sockets.add(socket.setNoDelay(true))
    socket.on("error", () => undefined)
    socket.on("close", () => sockets.delete(socket))
  })
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  const drop = () => {
    for (const socket of sockets) socket.destroy(new Error("the network broke"))
  }
  return {
    endpoint: `127.0.0.1:${port}`,
    setRates: (rates) => {
      service.rates = rates
    },
    setUp: (own) => service.setUp(own),
    operations: () => Object.fromEntries(service.operations),
    drop,
    close: async () => {
      service.close()
      const closed = once(server, "close")
      server.close()
      drop()
      await closed
    }
  }
}
