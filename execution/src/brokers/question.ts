import type { Urgency } from "../wire/request-pace.ts"
import type { Asked } from "@tradetower/platform/wire/ask"

/** What is asked of a broker, at the host that its account goes by. */
export interface Question {
  /** Default: GET. */
  readonly method?: Asked["method"]
  /** `"/v2/orders"`, and what is asked for with it. */
  readonly path: string
  /** JSON, as it is sent. */
  readonly body?: string
  /** Default: the broker's own, else usual. */
  readonly urgency?: Urgency
}
