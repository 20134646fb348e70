import type { Faults } from "../standins/ibkr/faults.ts"
import { noFaults } from "../standins/ibkr/faults.ts"
import { aheadToOpen } from "../standins/open-hours.ts"
import { type GatewayFaults, noGatewayFaults } from "../standins/tws/faults.ts"
import { startGateways } from "../standins/tws/start.ts"
import type { ExchangeProcess } from "./exchange-process.ts"
import { inOurWords, startBotsAt } from "./ibkr-process.ts"
import { tenants } from "./traders.ts"

const trouble: Partial<Faults> = {
  loseOrders: 0.02,
  loseTrades: 0.03,
  doubleEvents: 0.1,
  endBeforeTrade: true,
  offTheCent: true
}
const brokenLines: Partial<GatewayFaults> = {
  dropAfterTaking: 0.02,
  dropMidFrame: 0.02,
  commissionFirst: true,
  inactiveFirst: true,
  lowerNumber: true
}
/** Some prices stay off the cent. */
const calm: Partial<Faults> = { ...noFaults, offTheCent: true }

/** Gateways of Interactive Brokers as a process that outlives every kill: cut frames, lost and doubled news, lower numbers. */
export const startAtGateways = async (seed: number): Promise<ExchangeProcess> => {
  const ahead = aheadToOpen(Date.now())
  const tws = await startGateways({ seed, ahead })
  const numbers = new Map<string, string>()
  const secrets = new Map<string, object>()
  for (const [nth, tenant] of tenants.entries()) {
    const number = `DU${1_000_000 + nth}`
    numbers.set(tenant, number)
    const port = await tws.add(number, "100000")
    secrets.set(tenant, { host: "127.0.0.1", port: String(port), clientId: "17", account: "" })
  }
  await tws.setFaults(calm, noGatewayFaults)
  return {
    environment: { GATEWAY: String(ahead) },
    startBots: startBotsAt("ibkr-gateway", secrets),
    rest: async () => {
      await tws.setFaults(calm, noGatewayFaults)
      await tws.stand(true)
    },
    goOn: async (withTrouble) => {
      await tws.stand(false)
      await tws.setFaults(withTrouble ? { ...calm, ...trouble } : calm, withTrouble ? brokenLines : noGatewayFaults)
    },
    book: async (tenant) => {
      const found = (await tws.book())[numbers.get(tenant) ?? ""]
      if (found === undefined) throw new Error(`no gateway has an account of ${tenant}`)
      return inOurWords(found)
    },
    stop: tws.stop
  }
}
