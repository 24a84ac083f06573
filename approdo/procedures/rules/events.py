"""The one vocabulary of what happens to a case: the types of its events."""

from __future__ import annotations

from enum import StrEnum


class EventType(StrEnum):
    """What happened to a case on a date. Data files, imports and the term engine use these words and no other.

    Common to every procedure
        filed                           the request reached the office (date of the portal's receipt); in the
                                        integration agreement, the signing at the desk
        quota_imputed                   the request was charged to an entry quota
        integration_requested           the person received the request for missing papers
        integration_received            the papers asked for arrived
        preliminary_rejection_received  the person received the notice before refusal
        observations_received           the person's observations on that notice arrived
        extension_granted               a reasoned extension of the term was signed
        decided                         the act that ends the case was signed
        withdrawn                       the person gave the request up

    Filing and checks
        returned_irregular              an irregular request went back with what is missing
        complete_application            a complete application reached the consulate
        accepted                        the office or the portal took the request in

    After a grant, towards entry and permit
        granted                         the clearance was issued
        visa_requested                  the visa was asked at the consulate
        visa_checks_done_notified       the employer was told that the checks before the visa are done
        employer_confirmed              the employer confirmed the request after those checks
        visa_issued                     the consulate issued the visa
        entered_italy                   the person entered Italy
        contract_signed                 the residence contract was signed
        permit_requested                the residence permit was asked at the Questura
        presence_declared               the person declared presence after entry
        first_visit_done                the person came to the desk for the first time after entry
        handed_to_questura              the papers passed to the Questura for the permit
        summoned                        the parties were called to the desk
        employer_change_requested       leave to change employer was asked at the labour inspectorate
        revoked                         the clearance was revoked

    Citizenship
        decree_signed                   the decree was signed
        decree_notified                 the notification of the decree was completed
        oath_taken                      the oath was taken before the municipality
        transcribed                     the decree and the oath were entered in the civil register
        eighteenth_birthday             the person turned eighteen
        declared_to_municipality        the person declared the choice of citizenship to the municipality

    Course and language test
        course_ended                    the course abroad ended
        session_assigned                a session of the test was assigned
        convoked                        the person was called to the test
        test_passed                     the test was passed
        test_failed                     the test was failed
        test_missed                     the person missed the test without an excuse
        test_failed_or_unexcused_absence  the day of whichever of the two came last
        result_sent_to_questura         the result passed to the Questura

    Integration agreement
        signed                          an act or an agreement was signed by the parties
        end_of_signing_month            the last day of the month in which the agreement was signed
        session_attended                the civic training session was attended
        session_missed                  the civic training session was missed
        agreement_expires               the last day of the agreement
        verification_notified           the person was told that the check of the credits has begun
        verification_done               the check of the credits ended
        agreement_extended              the agreement was extended

    Records, self-annulment, delay and litigation
        opinion_requested               another office received the request for its opinion
        records_access_requested        access to the papers was asked
        records_access_notice_received  a third party received the notice of that request
        civic_access_requested          civic access was asked
        civic_access_notice_received    a third party received the notice of that request
        act_issued                      an act was issued
        decision_notified               the notification of a decision was completed
        term_expired                    the term of the office ended without an act
        substitute_power_requested      the substitute power was asked
        judgment_filed                  a judgment on the case was filed

    Measures against a guest of reception
        measure_notice_received         the guest received the notice that a measure is being considered
        person_heard                    the guest was heard, or a memoir arrived
        commission_told                 the Territorial Commission was told of the measure
        traced                          a guest who had left was traced or came back

    Penalties and recoveries against a managing body
        contestation_received           the managing body received the contestation
        counter_arguments_over          its counter-arguments arrived, or the last day to send them passed
        decision_communicated           the decision was sent to the managing body
    """

    FILED = "filed"
    QUOTA_IMPUTED = "quota_imputed"
    INTEGRATION_REQUESTED = "integration_requested"
    INTEGRATION_RECEIVED = "integration_received"
    PRELIMINARY_REJECTION_RECEIVED = "preliminary_rejection_received"
    OBSERVATIONS_RECEIVED = "observations_received"
    EXTENSION_GRANTED = "extension_granted"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    RETURNED_IRREGULAR = "returned_irregular"
    COMPLETE_APPLICATION = "complete_application"
    ACCEPTED = "accepted"
    GRANTED = "granted"
    VISA_REQUESTED = "visa_requested"
    VISA_CHECKS_DONE_NOTIFIED = "visa_checks_done_notified"
    EMPLOYER_CONFIRMED = "employer_confirmed"
    VISA_ISSUED = "visa_issued"
    ENTERED_ITALY = "entered_italy"
    CONTRACT_SIGNED = "contract_signed"
    PERMIT_REQUESTED = "permit_requested"
    PRESENCE_DECLARED = "presence_declared"
    FIRST_VISIT_DONE = "first_visit_done"
    HANDED_TO_QUESTURA = "handed_to_questura"
    SUMMONED = "summoned"
    EMPLOYER_CHANGE_REQUESTED = "employer_change_requested"
    REVOKED = "revoked"
    DECREE_SIGNED = "decree_signed"
    DECREE_NOTIFIED = "decree_notified"
    OATH_TAKEN = "oath_taken"
    TRANSCRIBED = "transcribed"
    EIGHTEENTH_BIRTHDAY = "eighteenth_birthday"
    DECLARED_TO_MUNICIPALITY = "declared_to_municipality"
    COURSE_ENDED = "course_ended"
    SESSION_ASSIGNED = "session_assigned"
    CONVOKED = "convoked"
    TEST_PASSED = "test_passed"
    TEST_FAILED = "test_failed"
    TEST_MISSED = "test_missed"
    TEST_FAILED_OR_UNEXCUSED_ABSENCE = "test_failed_or_unexcused_absence"
    RESULT_SENT_TO_QUESTURA = "result_sent_to_questura"
    SIGNED = "signed"
    END_OF_SIGNING_MONTH = "end_of_signing_month"
    SESSION_ATTENDED = "session_attended"
    SESSION_MISSED = "session_missed"
    AGREEMENT_EXPIRES = "agreement_expires"
    VERIFICATION_NOTIFIED = "verification_notified"
    VERIFICATION_DONE = "verification_done"
    AGREEMENT_EXTENDED = "agreement_extended"
    OPINION_REQUESTED = "opinion_requested"
    RECORDS_ACCESS_REQUESTED = "records_access_requested"
    RECORDS_ACCESS_NOTICE_RECEIVED = "records_access_notice_received"
    CIVIC_ACCESS_REQUESTED = "civic_access_requested"
    CIVIC_ACCESS_NOTICE_RECEIVED = "civic_access_notice_received"
    ACT_ISSUED = "act_issued"
    DECISION_NOTIFIED = "decision_notified"
    TERM_EXPIRED = "term_expired"
    SUBSTITUTE_POWER_REQUESTED = "substitute_power_requested"
    JUDGMENT_FILED = "judgment_filed"
    MEASURE_NOTICE_RECEIVED = "measure_notice_received"
    PERSON_HEARD = "person_heard"
    COMMISSION_TOLD = "commission_told"
    TRACED = "traced"
    CONTESTATION_RECEIVED = "contestation_received"
    COUNTER_ARGUMENTS_OVER = "counter_arguments_over"
    DECISION_COMMUNICATED = "decision_communicated"


COMMON_EVENTS: tuple[EventType, ...] = (
    EventType.FILED,
    EventType.QUOTA_IMPUTED,
    EventType.INTEGRATION_REQUESTED,
    EventType.INTEGRATION_RECEIVED,
    EventType.PRELIMINARY_REJECTION_RECEIVED,
    EventType.OBSERVATIONS_RECEIVED,
    EventType.EXTENSION_GRANTED,
    EventType.DECIDED,
    EventType.WITHDRAWN,
)
