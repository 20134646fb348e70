import { Schema } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { container } from "../ports/container.ts"

/** A one-time link of a message that was used, named by it: it works no second time. */
export const UsedLinks = container(
  "UsedLinks",
  Schema.Struct({ id: Schema.String, tenantId: TenantId, at: Schema.Int })
)
