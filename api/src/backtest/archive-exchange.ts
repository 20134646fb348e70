import { ExchangeId, type TenantId } from "@tradetower/domain"
import { tenantFolder } from "./result-store.ts"

/** What a trader calls the place of candles they imported. */
export const IMPORT = ExchangeId.make("import")

/** Under which exchange the archive keeps what a trader calls by this name: imported candles are each trader's own. */
export const archiveExchange = (tenantId: TenantId, exchange: ExchangeId): ExchangeId =>
  exchange === IMPORT ? ExchangeId.make(`import-${tenantFolder(tenantId)}`) : exchange

/** What a trader calls an exchange of the archive; `undefined` for candles another trader imported. */
export const shownExchange = (tenantId: TenantId, exchange: string): ExchangeId | undefined => {
  if (!exchange.startsWith("import-")) return ExchangeId.make(exchange)
  return exchange === archiveExchange(tenantId, IMPORT) ? IMPORT : undefined
}
