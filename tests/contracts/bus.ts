import type { Bus } from "@tradetower/platform"
import { deliveryRules } from "./bus-deliveries.ts"
import { failureRules } from "./bus-failures.ts"
import type { Open } from "./place.ts"

/** The rules of `infra/platform/contracts/bus.md` that any implementation must keep. Each test has a place of its own. */
export const busContract = (name: string, open: Open<Bus>): void => {
  deliveryRules(name, open)
  failureRules(name, open)
}
