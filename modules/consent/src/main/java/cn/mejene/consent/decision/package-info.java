/** The one engine that decides accesses: purpose, consent, grant, age, signal, residency, employer; with reasons. */
@NullMarked
package cn.mejene.consent.decision;

import org.jspecify.annotations.NullMarked;
