import { Worker } from "node:worker_threads"
import { Effect, type Scope } from "effect"
import { ExchangeUnavailable } from "../../exchange.ts"
import type { CcxtFailure } from "./ccxt-failure.ts"
import type { CcxtAnswered, CcxtAnswers, CcxtAsked, CcxtQuestion } from "./ccxt-questions.ts"
import { type CcxtName, ccxtExchange } from "./exchanges.ts"

/** A thread that nobody asked anything for this long ends, and its memory with it, ms. */
const IDLE = 120_000
/** How long a question may take, turns that are waited for among them. */
const WITHIN = "60 seconds"
/** What the thread may hold, MB: seven exchanges' markets are half of it. */
const MOST_MEMORY = 512

type Settle = (answered: Effect.Effect<unknown, ExchangeUnavailable>) => void

/** Asks exchanges through ccxt, in a thread that begins with the first question. */
export interface CcxtThread {
  readonly ask: <Q extends CcxtQuestion>(
    exchange: CcxtName,
    question: Q
  ) => Effect.Effect<CcxtAnswers[Q["_tag"]], ExchangeUnavailable>
  /** Whether the thread is there now. */
  readonly running: () => boolean
}

const unavailable = (failure: CcxtFailure) => new ExchangeUnavailable(failure)

class Thread {
  readonly #waiting = new Map<number, Settle>()
  readonly #instead: Partial<Record<CcxtName, string>>
  readonly #idleFor: number
  #worker: Worker | undefined
  #idle: NodeJS.Timeout | undefined
  #last = 0

  constructor(instead: Partial<Record<CcxtName, string>>, idleFor: number) {
    this.#instead = instead
    this.#idleFor = idleFor
  }

  get running(): boolean {
    return this.#worker !== undefined
  }

  /** Answers how to give the question up. */
  ask(asked: Omit<CcxtAsked, "id">, settle: Settle): () => void {
    clearTimeout(this.#idle)
    const id = ++this.#last
    this.#waiting.set(id, settle)
    this.#worker ??= this.#start()
    this.#worker.postMessage({ id, ...asked } satisfies CcxtAsked)
    return () => this.#take(id)
  }

  async end(): Promise<void> {
    clearTimeout(this.#idle)
    const worker = this.#worker
    this.#gone("it was ended")
    await worker?.terminate()
  }

  #start(): Worker {
    const worker = new Worker(new URL("./ccxt-worker.ts", import.meta.url), {
      workerData: { instead: this.#instead },
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY }
    })
    // It has nothing to finish when the process ends.
    worker.unref()
    worker.on("message", (answered: CcxtAnswered) => {
      const settle = this.#take(answered.id)
      settle?.("answer" in answered ? Effect.succeed(answered.answer) : Effect.fail(unavailable(answered.failure)))
    })
    const gone = (why: string) => {
      if (this.#worker === worker) this.#gone(why)
    }
    worker.on("error", (cause: unknown) => gone(cause instanceof Error ? cause.message : String(cause)))
    worker.on("exit", (code) => gone(`it ended with ${code}`))
    return worker
  }

  #take(id: number): Settle | undefined {
    const settle = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (this.#waiting.size === 0) this.#idle = setTimeout(() => void this.end(), this.#idleFor).unref()
    return settle
  }

  #gone(why: string): void {
    this.#worker = undefined
    const message = `what asks exchanges stopped (${why}) and is started again`
    for (const settle of this.#waiting.values()) settle(Effect.fail(unavailable({ message, retryable: true })))
    this.#waiting.clear()
  }
}

/**
 * The thread ends with the scope, and once nobody asked anything for so long (ms). `instead`: where exchanges are asked in
 * place of their own hosts, by name.
 */
export const ccxtThread = (
  instead: Partial<Record<CcxtName, string>> = {},
  idleFor = IDLE
): Effect.Effect<CcxtThread, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => new Thread(instead, idleFor)),
      (thread) => Effect.promise(() => thread.end())
    ),
    (thread): CcxtThread => ({
      running: () => thread.running,
      ask: <Q extends CcxtQuestion>(exchange: CcxtName, question: Q) =>
        Effect.callback<unknown, ExchangeUnavailable>((resume) => {
          const giveUp = thread.ask({ exchange, question }, resume)
          return Effect.sync(giveUp)
        }).pipe(
          // A question's answer is of its tag: the thread answers what it was asked.
          Effect.map((answer) => answer as CcxtAnswers[Q["_tag"]]),
          Effect.timeoutOrElse({
            duration: WITHIN,
            orElse: () => {
              const { name } = ccxtExchange(exchange)
              return Effect.fail(
                unavailable({ message: `${name} takes too long to answer`, retryable: true, cause: "NETWORK" })
              )
            }
          })
        )
    })
  )
