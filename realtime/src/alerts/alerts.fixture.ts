import type { Effect } from "effect"
import { Layer } from "effect"
import { BotId, TenantId } from "@tradetower/domain/ids"
import type { AlertChannel, AlertWay } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import type { AlertMessage, NotDelivered } from "./channel.ts"
import type { News } from "./queue.ts"
import { Courier } from "./send.ts"

export const ada = TenantId.make("ada")
export const ben = TenantId.make("ben")
export const grid = BotId.make("grid")

export const channelOf = (id: string, way: AlertWay, more: Partial<AlertChannel> = {}): AlertChannel => ({
  id,
  tenantId: ada,
  label: id,
  origin: "https://tower.example",
  addedAt: 0,
  way,
  kinds: ["FILL", "STOP", "ERROR", "RISK", "CONNECTION", "ACCOUNT", "SYSTEM"],
  byBot: [],
  ...more
})

export const telegram: AlertWay = { _tag: "TELEGRAM", chat: "7" }

export const fill = (id: string, more: Partial<News> = {}): News => ({
  id,
  tenantId: ada,
  kind: "FILL",
  severity: "INFO",
  botDefinitionId: grid,
  text: `fill ${id}`,
  ...more
})

/** A message of every part. */
export const message: AlertMessage = {
  id: "c1.RISK.grid.1",
  kind: "RISK",
  severity: "WARNING",
  title: "Ladder <1>",
  lines: ["BTC-USD: paused. A limit & more."],
  url: "https://tower.example/app/bots/?id=grid",
  links: [{ title: "Resume", url: "https://tower.example/confirm/#abc" }],
  at: 1_000
}

/** A platform of its own, and a courier that notes what goes out. */
export const noting = (deliver: (message: AlertMessage, channel: AlertChannel) => Effect.Effect<void, NotDelivered>) =>
  Layer.succeed(Courier, { send: deliver }).pipe(
    Layer.provideMerge(embeddedPlatformForTests({ telemetry: { logs: "off" } }))
  )
