import { Schema } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { container } from "../../index.ts"

/** Small documents, in a container of the catalogue. */
export const Notes = container(
  "Notifications",
  Schema.Struct({ id: Schema.String, tenantId: TenantId, text: Schema.String })
)
