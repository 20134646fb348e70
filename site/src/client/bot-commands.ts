import { ask } from "./ask.ts"
import type { Bot, Closure } from "./contract.ts"
import { Problem, sentenceOf } from "./problem.ts"

/** What many bots can be told at once. */
export type Command = { readonly _tag: "resume" | "pause" } | { readonly _tag: "stop"; readonly closure: Closure }

/** Whether a command makes sense to a bot as it stands. */
export const takes = (bot: Bot, command: Command["_tag"]): boolean => {
  const state = bot.run?.live === true ? bot.run.summary.state : undefined
  if (state === undefined || state === "CLOSING") return false
  // Nothing to resume: it goes on by itself.
  const waits = bot.run?.summary.waits !== undefined
  if (command === "resume") return state === "PAUSED" && !waits
  return command === "stop" || waits || (state !== "PAUSED" && state !== "ERROR")
}

/** Tells one bot; resolves once the command is on its way. */
export const tell = (botId: string, command: Command): Promise<unknown> => {
  const params = { botId }
  switch (command._tag) {
    case "resume":
      return ask("POST /bots/:botId/resume", { params })
    case "pause":
      return ask("POST /bots/:botId/pause", { params })
    case "stop":
      return ask("POST /bots/:botId/stop", { params, payload: { closure: command.closure } })
  }
}

/** What became of telling many: each that was refused with the reason, in order. */
export interface Told {
  readonly told: number
  readonly refused: ReadonlyArray<{ readonly bot: Bot; readonly why: string }>
  /** Not told any more: the connection was lost, or the trader ended it. */
  readonly left: ReadonlyArray<Bot>
}

/**
 * Tells bots one after another, and goes on past one that refuses. Without a connection it ends there: the rest is not
 * told. `onEach` hears how many are through.
 */
export const tellAll = async (
  bots: ReadonlyArray<Bot>,
  send: (bot: Bot) => Promise<unknown>,
  onEach: (through: number) => void,
  signal: AbortSignal
): Promise<Told> => {
  const refused: Array<Told["refused"][number]> = []
  for (const [through, bot] of bots.entries()) {
    if (signal.aborted) return { told: through - refused.length, refused, left: bots.slice(through) }
    try {
      await send(bot)
    } catch (error) {
      refused.push({ bot, why: sentenceOf(error) })
      if (error instanceof Problem && error.status === 0)
        return { told: through + 1 - refused.length, refused, left: bots.slice(through + 1) }
    }
    onEach(through + 1)
  }
  return { told: bots.length - refused.length, refused, left: [] }
}
