import { once } from "node:events"
import { type AddressInfo, createServer, type Socket } from "node:net"
import { Effect, Option, Redacted, type Scope } from "effect"
import type { ServiceSettings } from "@tradetower/platform/azure"
import { chance } from "../chance.ts"
import { Keys, RedisError, type Reply } from "./keys.ts"
import { CommandReader, encode } from "./wire.ts"

/**
 * What can go wrong with a command: `cut`: the connection breaks after it was carried out, before it is answered; `slow`:
 * it is not answered; `error`: it is refused.
 */
export type Fault = "cut" | "slow" | "error"
export type Rates = Partial<Record<Fault, number>>

interface RedisOptions {
  readonly seed?: number
  readonly rates?: Rates
  /** What signs in, by user; default: anybody. */
  readonly passwords?: Readonly<Record<string, string>>
}

export interface RedisServer {
  readonly settings: ServiceSettings
  readonly keys: Keys
  /** What goes wrong from now on. */
  readonly setRates: (rates: Rates) => void
  /** Whoever signed in, and when they did so again. */
  readonly signedIn: ReadonlyArray<string>
  /** All connections break; nobody answers before {@link RedisServer.goOn}. */
  readonly stop: () => Promise<void>
  readonly goOn: () => Promise<void>
}

/** A client's connection: signs in, and carries out what it is asked, in order. */
class Session {
  readonly #keys: Keys
  readonly #passwords: RedisOptions["passwords"]
  readonly #signedIn: Array<string>
  #known: boolean
  #queued: Array<ReadonlyArray<string>> | undefined
  /** Of what is queued, something was refused: none of it is carried out. */
  #discarded = false

  constructor(keys: Keys, passwords: RedisOptions["passwords"], signedIn: Array<string>) {
    this.#keys = keys
    this.#passwords = passwords
    this.#signedIn = signedIn
    this.#known = passwords === undefined
  }

  answer(command: ReadonlyArray<string>): Reply {
    const name = command[0]?.toUpperCase()
    const auth = command.findIndex((each) => each.toUpperCase() === "AUTH")
    if (name === "AUTH" || (name === "HELLO" && auth > 0)) {
      const [user = "", password] = command.slice(auth + 1)
      if (this.#passwords !== undefined && this.#passwords[user] !== password)
        return new RedisError("WRONGPASS invalid username-password pair or user is disabled.")
      this.#known = true
      this.#signedIn.push(user)
    }
    if (!this.#known) return new RedisError("NOAUTH Authentication required.")
    switch (name) {
      case "HELLO":
        return new Map<string, Reply>([
          ["server", "redis"],
          ["version", "7.4.0"],
          ["proto", 3],
          ["mode", "standalone"]
        ])
      case "AUTH":
      case "CLIENT":
        return "OK"
      case "MULTI":
        this.#queued = []
        this.#discarded = false
        return "OK"
      case "EXEC": {
        const queued = this.#queued ?? []
        this.#queued = undefined
        if (this.#discarded) return new RedisError("EXECABORT Transaction discarded because of previous errors.")
        return queued.map((each) => this.#run(each))
      }
      default:
        if (this.#queued === undefined) return this.#run(command)
        this.#queued.push(command)
        return "QUEUED"
    }
  }

  refuse(): Reply {
    this.#discarded = true
    return new RedisError("LOADING Redis is loading the dataset in memory")
  }

  #run(command: ReadonlyArray<string>): Reply {
    try {
      return this.#keys.run(command)
    } catch (error) {
      return error instanceof RedisError ? error : new RedisError(`ERR ${String(error)}`)
    }
  }
}

/** Redis in memory on 127.0.0.1, until the scope closes: what `@redis/client` needs of it, in RESP3. */
export const redisServer = ({ passwords, rates: atFirst = {}, seed = 1 }: RedisOptions = {}): Effect.Effect<
  RedisServer,
  never,
  Scope.Scope
> =>
  Effect.gen(function* () {
    const random = chance(seed)
    const keys = new Keys()
    const signedIn: Array<string> = []
    let rates = atFirst
    const happens = (fault: Fault) => random() < (rates[fault] ?? 0)
    const sockets = new Set<Socket>()

    const server = createServer((socket) => {
      sockets.add(socket.setNoDelay(true))
      socket.on("error", () => undefined)
      socket.on("close", () => sockets.delete(socket))
      const session = new Session(keys, passwords, signedIn)
      const reader = new CommandReader()
      let silent = false
      socket.on("data", (piece: Buffer) => {
        for (const command of reader.read(piece)) {
          // Of what is carried out as one, one thing goes wrong.
          const whole = !["MULTI", "EXEC", "HELLO", "CLIENT"].includes(command[0]?.toUpperCase() ?? "")
          const reply = whole && happens("error") ? session.refuse() : session.answer(command)
          if (whole && happens("cut")) return void socket.destroy()
          // Answers come in order: after one that doesn't come, none do.
          silent ||= whole && happens("slow")
          if (!silent) socket.write(encode(reply))
        }
      })
    })
    const listen = (port: number) =>
      Effect.promise(async () => {
        server.listen(port, "127.0.0.1")
        await once(server, "listening")
      })
    const stop = async () => {
      const closed = once(server, "close")
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    }
    yield* Effect.acquireRelease(listen(0), () => Effect.promise(() => (server.listening ? stop() : Promise.resolve())))
    // A server that listens on a TCP port has an address with a port.
    const { port } = server.address() as AddressInfo
    return {
      settings: { endpoint: `127.0.0.1:${port}`, key: Option.some(Redacted.make("stand-in")) },
      keys,
      signedIn,
      setRates: (next) => {
        rates = next
      },
      stop,
      goOn: () => Effect.runPromise(listen(port))
    }
  })
