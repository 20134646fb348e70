import { rmSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { startSystem } from "@tradetower/local"
import { paperTrading } from "@tradetower/local/trading"
import { standInAddresses } from "../standins/alpaca/addresses.ts"
import { newFolder } from "../system/in-folder.ts"
import type { Told, Where } from "./connections.ts"

/*
 * What `connections.ts` measures: the product at what plays Alpaca and Coinbase. It says where its API is, and when it is
 * told for how many seconds, what it took meanwhile.
 */
const where = JSON.parse(process.argv[2] ?? "{}") as Where
const base = newFolder()
const system = await startSystem({
  demo: true,
  folder: join(base, "world"),
  configFolder: join(base, "config"),
  telemetry: { logs: "off" },
  venues: { coinbase: { rest: where.rest, feed: where.feed } },
  brokers: { alpaca: standInAddresses(where.alpaca), coinbase: { rest: where.rest, users: [where.feed] } },
  trading: paperTrading({ kind: "LIVE" }),
  bareApi: true
})
const tell = (told: Told) => process.send?.(told)

const measure = async (seconds: number) => {
  const before = process.cpuUsage()
  const since = performance.now()
  let most = 0
  const memory = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 250)
  await sleep(seconds * 1_000)
  clearInterval(memory)
  const { user, system: kernel } = process.cpuUsage(before)
  const share = ((user + kernel) / 1_000 / (performance.now() - since)) * 100
  tell({ share, memory: most / 1_048_576 })
}
const stop = async () => {
  await system.stop()
  rmSync(base, { recursive: true, force: true })
  process.exit(0)
}
process.on("message", ({ seconds }: { readonly seconds: number }) => void measure(seconds))
process.on("disconnect", () => void stop())
tell({ api: system.bareApi ?? "" })
