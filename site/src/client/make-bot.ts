import { ask } from "./ask.ts"
import type { Payload } from "./contract.ts"

/** Makes a bot, and with `start` makes it running: if that is refused, there is none. Answers its id. */
export const makeBot = async (bot: Payload<"POST /bots">): Promise<string> =>
  (await ask("POST /bots", { payload: bot })).id
