import { Schema } from "effect"

/** What an alert asks of a bot: BUY and SELL enter the market, where the bot waits for that; EXIT leaves it (START-7). */
export const SignalAction = Schema.Literals(["BUY", "SELL", "EXIT"])
export type SignalAction = typeof SignalAction.Type
