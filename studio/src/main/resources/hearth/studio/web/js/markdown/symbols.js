/** What names in formulas stand for. Pure. */

const pairs = (text) => Object.fromEntries(text.trim().split(/\s+/).map((pair) => {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}));

/** Letters and things that stand like letters. */
export const LETTERS = pairs(`
  alpha=α beta=β gamma=γ delta=δ epsilon=ϵ varepsilon=ε zeta=ζ eta=η theta=θ vartheta=ϑ iota=ι kappa=κ lambda=λ mu=μ nu=ν xi=ξ omicron=ο
  pi=π varpi=ϖ rho=ρ varrho=ϱ sigma=σ varsigma=ς tau=τ upsilon=υ phi=ϕ varphi=φ chi=χ psi=ψ omega=ω Gamma=Γ Delta=Δ Theta=Θ Lambda=Λ Xi=Ξ Pi=Π
  Sigma=Σ Upsilon=Υ Phi=Φ Psi=Ψ Omega=Ω infty=∞ partial=∂ nabla=∇ ell=ℓ hbar=ℏ Re=ℜ Im=ℑ aleph=ℵ emptyset=∅ varnothing=∅ imath=ı jmath=ȷ wp=℘
  ldots=… dots=… cdots=⋯ vdots=⋮ ddots=⋱ degree=° angle=∠ top=⊤ bot=⊥ prime=′ square=□ blacksquare=■ triangle=△ diamond=⋄ star=⋆ dagger=† ddagger=‡
  checkmark=✓ S=§ P=¶ copyright=© pounds=£ euro=€ backslash=\\ #=# %=% &=& _=_ $=$`);

/** Operators, relations, arrows. */
export const OPERATORS = pairs(`
  times=× cdot=⋅ div=÷ pm=± mp=∓ ast=∗ circ=∘ bullet=• oplus=⊕ ominus=⊖ otimes=⊗ odot=⊙ wedge=∧ land=∧ vee=∨ lor=∨ neg=¬ lnot=¬ cap=∩ cup=∪
  setminus=∖ sqcap=⊓ sqcup=⊔ leq=≤ le=≤ geq=≥ ge=≥ neq=≠ ne=≠ ll=≪ gg=≫ approx=≈ sim=∼ simeq=≃ cong=≅ equiv=≡ propto=∝ prec=≺ succ=≻ preceq=⪯
  succeq=⪰ in=∈ notin=∉ ni=∋ subset=⊂ supset=⊃ subseteq=⊆ supseteq=⊇ subsetneq=⊊ forall=∀ exists=∃ nexists=∄ to=→ rightarrow=→ leftarrow=← gets=←
  leftrightarrow=↔ Rightarrow=⇒ implies=⟹ Leftarrow=⇐ Leftrightarrow=⇔ iff=⟺ mapsto=↦ longrightarrow=⟶ longleftarrow=⟵ Longrightarrow=⟹ uparrow=↑
  downarrow=↓ updownarrow=↕ hookrightarrow=↪ rightharpoonup=⇀ rightleftharpoons=⇌ leadsto=⇝ perp=⟂ parallel=∥ nparallel=∦ mid=∣ nmid=∤ vdash=⊢ models=⊨
  therefore=∴ because=∵ colon=: triangleq=≜ doteq=≐ asymp=≍ lesssim=≲ gtrsim=≳ ltimes=⋉ rtimes=⋊ bmod=mod`);

/** Operators whose limits stand above and below in a displayed formula. */
export const LARGE = pairs('sum=∑ prod=∏ coprod=∐ bigcup=⋃ bigcap=⋂ bigoplus=⨁ bigotimes=⨂ bigvee=⋁ bigwedge=⋀ bigsqcup=⨆');

/** Operators whose limits stand beside them. */
export const INTEGRALS = pairs('int=∫ iint=∬ iiint=∭ oint=∮');

/** Functions written upright; those of the second list have their limits below. */
export const FUNCTIONS = new Set('arccos arcsin arctan arg cos cosh cot coth csc deg dim exp hom ker lg ln log sec sin sinh tan tanh Pr'.split(' '));
export const LIMITS = new Set('lim max min sup inf limsup liminf argmax argmin det gcd'.split(' '));

/** Brackets. */
export const FENCES = pairs(`
  lbrace={ rbrace=} {={ }=} langle=⟨ rangle=⟩ lfloor=⌊ rfloor=⌋ lceil=⌈ rceil=⌉ lvert=| rvert=| vert=| lVert=‖ rVert=‖ Vert=‖ |=‖ lbrack=[ rbrack=]`);

/** Marks over what follows. */
export const ACCENTS = pairs('hat=^ widehat=^ bar=¯ overline=¯ vec=→ overrightarrow=→ tilde=~ widetilde=~ dot=˙ ddot=¨ check=ˇ breve=˘ acute=´ grave=` overbrace=⏞');
export const UNDER = pairs('underline=_ underbrace=⏟');

/** Widths in em. */
export const SPACES = { ',': 0.167, ':': 0.222, '>': 0.222, ';': 0.278, '!': -0.167, ' ': 0.25, quad: 1, qquad: 2, enspace: 0.5, thinspace: 0.167 };

const STYLES = {
  mathbf: { upper: 0x1D400, lower: 0x1D41A, digit: 0x1D7CE },
  mathbb: { upper: 0x1D538, lower: 0x1D552, digit: 0x1D7D8, odd: 'C=ℂ H=ℍ N=ℕ P=ℙ Q=ℚ R=ℝ Z=ℤ' },
  mathcal: { upper: 0x1D49C, lower: 0x1D4B6, odd: 'B=ℬ E=ℰ F=ℱ H=ℋ I=ℐ L=ℒ M=ℳ R=ℛ e=ℯ g=ℊ o=ℴ' },
  mathfrak: { upper: 0x1D504, lower: 0x1D51E, odd: 'C=ℭ H=ℌ I=ℑ R=ℜ Z=ℨ' },
  mathsf: { upper: 0x1D5A0, lower: 0x1D5BA, digit: 0x1D7E2 },
  mathtt: { upper: 0x1D670, lower: 0x1D68A, digit: 0x1D7F6 },
};
STYLES.boldsymbol = STYLES.mathbf;
STYLES.bm = STYLES.mathbf;
STYLES.mathscr = STYLES.mathcal;

/** Names of commands that change how letters look. */
export const LOOKS = new Set([...Object.keys(STYLES), 'mathrm', 'mathit', 'mathnormal', 'operatorname']);

/** A text in the letters of a style; Unicode has them as characters. */
export function styled(text, style) {
  const { upper, lower, digit, odd = '' } = STYLES[style] ?? {};
  if (!upper) return text;
  const exceptions = odd ? pairs(odd) : {};
  return [...text].map((c) => {
    if (c in exceptions) return exceptions[c];
    const code = c.codePointAt(0);
    if (c >= 'A' && c <= 'Z') return String.fromCodePoint(upper + code - 65);
    if (c >= 'a' && c <= 'z') return String.fromCodePoint(lower + code - 97);
    if (digit && c >= '0' && c <= '9') return String.fromCodePoint(digit + code - 48);
    return c;
  }).join('');
}
