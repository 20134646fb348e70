import type { BotView, RehearsalView } from "@tradetower/api/contract"
import { failedFaults } from "@tradetower/domain/rehearsal"
import type { Trader } from "./trader.ts"

/** Starts a bot on real money as its trader may: rehearsed, and what it does not pass waived. */
export const startRehearsed = async (trader: Trader, bot: Pick<BotView, "id">): Promise<void> => {
  const faults = failedFaults((await trader.post<RehearsalView>(`/api/v1/bots/${bot.id}/rehearsal`)).rows)
  if (faults.length > 0) await trader.post(`/api/v1/bots/${bot.id}/rehearsal/waive`, { faults })
  await trader.post(`/api/v1/bots/${bot.id}/start`)
}
