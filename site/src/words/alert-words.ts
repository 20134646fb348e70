/** What an alert says, and of which bot it is. */
interface Alert {
  readonly botId?: string | undefined
  readonly text: string
}

/** The bot that an alert is of; `undefined` where it is of none, or its words name it themselves. */
export const botOfAlert = <B extends { readonly id: string; readonly name: string }>(
  bots: ReadonlyArray<B> | undefined,
  { botId, text }: Alert
): B | undefined => bots?.find((bot) => bot.id === botId && !text.startsWith(bot.name))
