import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { Store, WebhookGuards } from "@tradetower/platform"
import { WEBHOOK_PER_MINUTE } from "../../../contract/index.ts"
import { startApp, tenant } from "../../testing.ts"

const HOUR = 3_600_000

for (const [when, ahead, status] of [
  ["a moment ago", -1_000, 429],
  ["by a clock that was two hours ahead", 2 * HOUR, 202]
] as const)
  it(`counts as many alerts as a minute has, taken before a restart ${when}: ${status}`, async () => {
    const app = await startApp()
    const token =
      String((await app.ask("POST", "/signals/token", { as: "ada" })).json["path"])
        .split("/")
        .at(-1) ?? ""
    const guards = Array.from({ length: WEBHOOK_PER_MINUTE }, (_, i) => ({
      id: `g${i}`,
      tenantId: tenant("ada"),
      at: Date.now() + ahead - i
    }))
    await app.run(
      Effect.flatMap(Store, (store) =>
        Effect.forEach(guards, (guard) => store.create(WebhookGuards, guard), { discard: true })
      )
    )
    const time = new Date().toISOString()
    const answer = await app.hook(token, JSON.stringify({ bot: "b1", action: "BUY", pair: "BTC-USD", time }))
    expect(answer.status).toBe(status)
    await app.stop()
  })
