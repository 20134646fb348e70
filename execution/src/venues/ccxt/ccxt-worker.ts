import { parentPort, workerData } from "node:worker_threads"
import { sendThroughProxies } from "../../wire/send-through-proxies.ts"
import { failureOf } from "./ccxt-failure.ts"
import type { CcxtAnswered, CcxtAsked, CcxtQuestion } from "./ccxt-questions.ts"
import { type CcxtName, ccxtExchange } from "./exchanges.ts"
import { PublicExchange } from "./public-exchange.ts"

/** The thread in which ccxt lives: a hundred megabytes that nobody else need hold, and no time of anybody's order. */

// Proxies are heard by each thread for itself.
sendThroughProxies()

const { instead } = workerData as { readonly instead: Partial<Record<CcxtName, string>> }
const exchanges = new Map<CcxtName, PublicExchange>()

const exchangeOf = (name: CcxtName): PublicExchange => {
  const found = exchanges.get(name) ?? new PublicExchange(name, instead[name])
  exchanges.set(name, found)
  return found
}

const answerTo = (exchange: PublicExchange, question: CcxtQuestion): Promise<unknown> => {
  switch (question._tag) {
    case "Find":
      return exchange.find(question.text, question.page)
    case "Get":
      return exchange.get(question.symbol)
    case "Prices":
      return exchange.prices(question.symbols)
    case "Candles":
      return exchange.candles(question.symbol, question.from, question.to)
  }
}

parentPort?.on("message", ({ exchange, id, question }: CcxtAsked) => {
  const say = (answered: CcxtAnswered) => parentPort?.postMessage(answered)
  answerTo(exchangeOf(exchange), question).then(
    (answer) => say({ id, answer }),
    (error: unknown) => say({ id, failure: failureOf(error, ccxtExchange(exchange).name) })
  )
})
