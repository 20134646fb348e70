import { readFileSync, writeFileSync } from "node:fs"
import { connect } from "node:net"

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
const { host, hostname, port } = new URL(plan.origin)
const wall = () => performance.timeOrigin + performance.now()
const firstSent: Record<string, number> = {}
const refused: Record<string, number> = {}
const perSecond = Array.from({ length: plan.seconds }, () => 0)
const started = wall()
let sent = 0
let accepted = 0

/** The next alert of the plan as an HTTP request. */
const alert = (number: number): string => {
  const target = plan.targets[number % plan.targets.length]
  if (target === undefined) throw new Error("a plan needs targets")
  const body = JSON.stringify({
    bot: target.botId,
    action: "BUY",
    pair: target.symbol,
    time: new Date().toISOString(),
    id: `alert-${number}-${started}`
  })
  firstSent[target.botId] ??= wall()
  const head = `POST /api/v1/webhooks/tradingview/${target.token} HTTP/1.1\r\nhost: ${host}\r\n`
  return `${head}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

const count = (status: string): void => {
  if (status !== "202") {
    refused[status] = (refused[status] ?? 0) + 1
    return
  }
  accepted += 1
  const second = Math.floor((wall() - started) / 1_000)
  if (second < perSecond.length) perSecond[second] = (perSecond[second] ?? 0) + 1
}

const over = () => wall() - started >= plan.seconds * 1_000

/** One connection, kept open: an alert, its answer, the next alert. Plain sockets, to leave the cores to the server. */
const connection = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    const next = () => {
      if (over()) {
        socket.end()
        resolve()
        return
      }
      const number = sent++
      const due = plan.rate === undefined ? 0 : started + (number / plan.rate) * 1_000 - wall()
      if (due <= 0) socket.write(alert(number))
      else setTimeout(() => socket.write(alert(number)), due)
    }
    let answer = ""
    socket.setEncoding("latin1").on("data", (text: string) => {
      answer += text
      const head = answer.indexOf("\r\n\r\n") + 4
      if (head < 4) return
      const length = Number(/^content-length: (\d+)$/im.exec(answer)?.[1] ?? 0)
      if (answer.length < head + length) return
      count(answer.slice(9, 12))
      answer = answer.slice(head + length)
      next()
    })
    socket.once("connect", next)
    socket.once("error", reject)
  })

await Promise.all(Array.from({ length: plan.connections }, connection))
writeFileSync(answerFile, JSON.stringify({ accepted, refused, perSecond, firstSent } satisfies Loaded))
