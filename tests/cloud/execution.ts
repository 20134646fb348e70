import { Config, Effect } from "effect"
import { runPart } from "@tradetower/cloud/run-part"
import { sharedExecution } from "@tradetower/execution"
import { remoteExchange } from "../standins/exchange/adapter.ts"

/** `execution` as it is deployed, trading at the exchange of `EXCHANGE` in place of the paper exchange. */
runPart(
  "execution",
  Effect.flatMap(Config.NonEmptyString("EXCHANGE"), (url) =>
    sharedExecution({ exchanges: Effect.succeed([remoteExchange(url)]) })
  )
)
