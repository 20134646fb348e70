import { TenantId } from "@tradetower/domain/ids"

const TENANT = /^t-([a-z2-7]{26})$/

/** The role by which the gateway vouches for a tenant. */
export const roleOfTenant = (tenantId: TenantId): string => `t-${tenantId}`

/** The tenants among roles. */
export const tenantsIn = (roles: ReadonlyArray<string>): ReadonlyArray<TenantId> =>
  roles.flatMap((role) => {
    const tenant = TENANT.exec(role)?.[1]
    return tenant === undefined ? [] : [TenantId.make(tenant)]
  })
