import { readFileSync, writeFileSync } from "node:fs"
import { Agent, request } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"

/**
 * The load generator, a process of its own: `node webhook-load.ts PLAN ANSWER`. It sends alerts over kept-alive
 * connections, so many at once, and writes down what came back.
 */
export interface Plan {
  readonly origin: string
  readonly targets: ReadonlyArray<{ readonly token: string; readonly botId: string; readonly symbol: string }>
  readonly connections: number
  readonly seconds: number
  /** Alerts a second; as many as go when absent. */
  readonly rate?: number
}
export interface Loaded {
  readonly accepted: number
  readonly refused: Readonly<Record<string, number>>
  /** Accepted alerts of each whole second. */
  readonly perSecond: ReadonlyArray<number>
  /** When the first alert to a bot was sent (ms since the epoch, with fractions). */
  readonly firstSent: Readonly<Record<string, number>>
}

const [planFile = "", answerFile = ""] = process.argv.slice(2)
const plan = JSON.parse(readFileSync(planFile, "utf8")) as Plan
const agent = new Agent({ keepAlive: true, maxSockets: plan.connections })
const wall = () => performance.timeOrigin + performance.now()
const firstSent: Record<string, number> = {}
const refused: Record<string, number> = {}
const perSecond = Array.from({ length: plan.seconds }, () => 0)
const started = wall()
let sent = 0
let accepted = 0

const sendOne = (): Promise<void> =>
  new Promise((resolve) => {
    const target = plan.targets[sent % plan.targets.length]
    sent += 1
    if (target === undefined) return resolve()
    const body = JSON.stringify({
      bot: target.botId,
      action: "BUY",
      pair: target.symbol,
      time: new Date().toISOString(),
      id: `alert-${sent}-${started}`
    })
    const failed = (name: string) => {
      refused[name] = (refused[name] ?? 0) + 1
      resolve()
    }
    firstSent[target.botId] ??= wall()
    const call = request(
      `${plan.origin}/api/v1/webhooks/tradingview/${target.token}`,
      {
        method: "POST",
        agent,
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) }
      },
      (response) => {
        response.resume()
        response.once("end", () => {
          if (response.statusCode !== 202) return failed(String(response.statusCode))
          accepted += 1
          const second = Math.floor((wall() - started) / 1_000)
          if (second < perSecond.length) perSecond[second] = (perSecond[second] ?? 0) + 1
          resolve()
        })
      }
    )
    call.once("error", (error) => failed(error.message))
    call.end(body)
  })

const over = () => wall() - started >= plan.seconds * 1_000
const worker = async () => {
  while (!over()) {
    const { rate } = plan
    if (rate !== undefined) {
      const due = started + (sent / rate) * 1_000
      if (due > wall()) await sleep(due - wall())
    }
    await sendOne()
  }
}
await Promise.all(Array.from({ length: plan.connections }, worker))
agent.destroy()
writeFileSync(answerFile, JSON.stringify({ accepted, refused, perSecond, firstSent } satisfies Loaded))
