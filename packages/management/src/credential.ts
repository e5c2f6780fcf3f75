/** Gives Microsoft Entra ID tokens, as the credentials of `@azure/identity` do. It should cache them. */
export interface Credential {
  /** Resolves with a token for the scope, or with `null` if the user is not signed in. */
  getToken(
    scope: string,
    options?: { readonly abortSignal?: AbortSignal },
  ): PromiseLike<{ readonly token: string } | null>
}
