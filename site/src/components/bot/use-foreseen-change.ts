import { useMemo } from "react"
import type { ChartLine } from "../../chart/candle-chart.ts"
import { ask } from "../../client/ask.ts"
import type { Bot, ChangeForeseen, Settings } from "../../client/contract.ts"
import { useLatest } from "../../worker/use-latest.ts"

interface Input {
  readonly botId: string
  readonly settings: Settings
}
const foresee = ({ botId, settings }: Input): Promise<ChangeForeseen> =>
  ask("POST /bots/:botId/foresee-change", { params: { botId }, payload: { settings } })

/**
 * What settings would make a running bot do, asked of the server, again with each of its steps. `answer` is absent while
 * it is asked, or when it can't be told; nothing at all for a bot that doesn't run.
 */
export const useForeseenChange = (
  bot: Bot,
  settings: Settings | undefined
): { readonly waiting: boolean; readonly answer: ChangeForeseen | undefined } | undefined => {
  const live = bot.run?.live === true
  const seq = bot.run?.seq
  const input = useMemo(
    () => (settings === undefined || !live || seq === undefined ? undefined : { botId: bot.id, settings, seq }),
    [bot.id, settings, live, seq]
  )
  const latest = useLatest(foresee, input)
  if (input === undefined) return undefined
  if (latest === undefined || latest.asked.settings !== settings) return { waiting: true, answer: undefined }
  return { waiting: false, answer: latest.answer }
}

/** What would rest, as lines on a chart. */
export const foreseenLines = ({ resting }: ChangeForeseen): ReadonlyArray<ChartLine> =>
  resting.map(({ price, purpose, side }) =>
    purpose === "STOP_LOSS"
      ? { price, tone: "stop", title: "stop" }
      : purpose === "TAKE_PROFIT"
        ? { price, tone: "target", title: "target" }
        : { price, tone: side === "BUY" ? "buy" : "sell" }
  )
