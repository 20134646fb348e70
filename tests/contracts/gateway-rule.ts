import { it } from "@effect/vitest"
import { Effect, type Scope } from "effect"
import { NewsPatience } from "@tradetower/execution/ibkr"
import { type AtBench, atBench } from "./exchange-bench.ts"
import { type GatewayBench, gatewayBench } from "./gateway-bench.ts"

export type AtGateway = AtBench & GatewayBench
/** What lacks is asked for at once. */
const impatient = Effect.provideService(NewsPatience, { behind: 150, compared: 400 })

/** A test at the stand-in of a gateway, where the market is at 100. */
export const gatewayRule = (title: string, test: (at: AtGateway) => Effect.Effect<void, unknown, Scope.Scope>): void =>
  it.live(title, () =>
    Effect.scoped(
      Effect.flatMap(gatewayBench, (bench) => Effect.andThen(bench.trade("100"), test({ ...bench, ...atBench(bench) })))
    ).pipe(impatient)
  )
