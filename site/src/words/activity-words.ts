import { stateWords } from "./words.ts"

/** What was done, as a trader would say it. */
const titles: Readonly<Record<string, string>> = {
  "alerts.add": "Channel added",
  "alerts.change": "Channel changed",
  "alerts.link": "Link in a message",
  "alerts.remove": "Channel removed",
  "alerts.void-links": "Links made void",
  "bot.archive": "Bot archived",
  "bot.change": "Bot changed",
  "bot.change-settings": "Settings changed",
  "bot.create": "Bot made",
  "bot.delete": "Bot deleted",
  "bot.enter": "Entered by hand",
  "bot.funds": "Funds added",
  "bot.pause": "Bot paused",
  "bot.rehearse": "Bot rehearsed",
  "bot.resume": "Bot resumed",
  "bot.start": "Bot started",
  "bot.stop": "Bot stopped",
  "bot.take-funds": "Funds taken out",
  "bot.unarchive": "Bot brought back",
  "bot.waive-rehearsal": "Rehearsal waived",
  "connection.add": "Account added",
  "connection.arm": "Account armed",
  "connection.disarm": "Account disarmed",
  "connection.remove": "Account removed",
  "connection.rename": "Account renamed",
  "connection.rotate": "New key",
  "kill-switch.release": "Trading allowed",
  "kill-switch.use": "Kill switch",
  "preferences.set": "Preferences set",
  "risk-limits.set": "Risk limits set",
  "signals.test": "Alert tried",
  "signals.token": "Webhook address",
  "system.clock": "Clock",
  "system.key": "Key to secrets",
  "system.restart": "Restart"
}

/** `state.ACTIVE` as "Active", `bot.stop` as "Bot stopped"; what is not known as it is written. */
export const actionWords = (action: string): string => {
  const [area = "", rest = ""] = action.split(".")
  if (area === "state" && rest in stateWords) return stateWords[rest as keyof typeof stateWords].title
  const words = titles[action] ?? action.replace(/[.-]/g, " ")
  return words.charAt(0).toUpperCase() + words.slice(1)
}
