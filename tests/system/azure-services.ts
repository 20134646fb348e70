import { Effect, Exit, Scope } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { azureServices, environmentOf } from "../standins/azure/services.ts"
import { ON_AZURE } from "./on-azure.ts"

/** Before tests on Azure's halves: starts what plays the services, once for all of them; after them it ends. */
export const setup = async (): Promise<() => Promise<void>> => {
  const scope = Scope.makeUnsafe()
  // One of the two who are signed in has subscriptions of her own, the other shares.
  const ownTenants = [{ tenantId: TenantId.make("ada"), leaving: false }]
  const { settings } = await Effect.runPromise(Scope.provide(azureServices({ ownTenants }), scope))
  Object.assign(process.env, environmentOf(settings), { [ON_AZURE]: "1" })
  return () => Effect.runPromise(Scope.close(scope, Exit.void))
}
