import type { OrderRule } from "./order-facts.ts"

const inWords = (orders: number): string => orders.toLocaleString("en")

/** No more orders a minute than allowed, of the tenant and of the bot (RISK-10). */
export const rateRule: OrderRule = ({ limits: { ordersPerMinute }, lastMinute, now }) => {
  const { bot = Infinity, tenant } = ordersPerMinute
  const ofBot = lastMinute.bot.count(now) >= bot
  const ofTenant = lastMinute.tenant.count(now) >= tenant
  if (!ofBot && !ofTenant) return undefined
  return {
    rule: "RISK-10",
    reason: "RATE_LIMIT",
    message: ofBot ? `its limit of ${inWords(bot)} orders a minute` : `the limit of ${inWords(tenant)} orders a minute`,
    until: Math.max(
      ofBot ? lastMinute.bot.roomAt(now, bot) : now,
      ofTenant ? lastMinute.tenant.roomAt(now, tenant) : now
    )
  }
}
