/** Gives Microsoft Entra ID tokens, as the credentials of `@azure/identity` do. It should cache them. */
export interface Credential {
  getToken(
    scope: string,
    options?: { readonly abortSignal?: AbortSignal },
  ): PromiseLike<{ readonly token: string } | null>
}
