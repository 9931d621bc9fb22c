"""The client's own words for a failure, translated: result minors and, since 1.26.3, failure codes.

Sources: BSI TR-03112-1, 4.2 (minors); AusweisApp, documentation of failure codes.
"""

from hardware.eid.failures import EidFailure

_MINORS = {
    "dp#trustedChannelEstablishmentFailed": EidFailure.PROVIDER_UNREACHABLE,
    "dp#timeoutError": EidFailure.PROVIDER_UNREACHABLE,
    "signature#invalidCertificatePath": EidFailure.PROVIDER_CERTIFICATE,
    "sal#cancellationByUser": EidFailure.CANCELLED,
    "ifdl#cancellationByUser": EidFailure.CARD_REMOVED,  # so it calls a lost card
    "common#unknownError": EidFailure.CARD_UNREADABLE,
    "common#noPermission": EidFailure.PROVIDER_CERTIFICATE,  # the card did not believe the provider
    "common#parameterError": EidFailure.PROVIDER_CERTIFICATE,  # description or origin do not fit
    "common#communicationError": EidFailure.PROVIDER_UNREACHABLE,  # the refresh address
    "common#internalError": EidFailure.PROVIDER_UNREACHABLE,  # a message that makes no sense
    "mEAC#DocumentValidityVerificationFailed": EidFailure.PROVIDER_REFUSED,
}

# By how the code begins; the first that fits, so the particular stand before the general.
_REASONS = (
    ("User_Cancelled", EidFailure.CANCELLED),
    ("Establish_Pace_Channel_User_Cancelled", EidFailure.CANCELLED),
    ("Change_Pin_User_Cancelled", EidFailure.CANCELLED),
    ("Change_Pin_Card_User_Cancelled", EidFailure.CANCELLED),
    ("Change_Pin_Input_Timeout", EidFailure.TIMED_OUT),
    ("Card_Removed", EidFailure.CARD_REMOVED),
    ("Connect_Card_Eid_Inactive", EidFailure.DEACTIVATED),
    ("Establish_Pace_Channel_Puk_Inoperative", EidFailure.PUK_USED_UP),
    ("Connect_Card_Connection_Failed", EidFailure.CARD_UNREADABLE),
    ("Maintain_Card_Connection", EidFailure.CARD_UNREADABLE),
    ("Did_Authenticate_Eac2_Invalid_Cvc_Chain", EidFailure.PROVIDER_CERTIFICATE),
    ("Did_Authenticate", EidFailure.CARD_UNREADABLE),
    ("Transmit_Card_Command_Failed", EidFailure.CARD_UNREADABLE),
    ("Certificate_Check_Failed", EidFailure.PROVIDER_CERTIFICATE),
    ("Pre_Verification", EidFailure.PROVIDER_CERTIFICATE),
    ("Extract_Cvcs_From_Eac1", EidFailure.PROVIDER_CERTIFICATE),
    ("Process_Certificates_From_Eac2", EidFailure.PROVIDER_CERTIFICATE),
    ("Generic_Send_Receive_Certificate_Error", EidFailure.PROVIDER_CERTIFICATE),
    ("Generic_Send_Receive", EidFailure.PROVIDER_UNREACHABLE),
    ("Get_TcToken", EidFailure.PROVIDER_UNREACHABLE),
    ("Check_Refresh_Address", EidFailure.PROVIDER_UNREACHABLE),
    ("Start_Paos_Response", EidFailure.PROVIDER_REFUSED),
)


def failure(reason: str, minor: str = "") -> EidFailure:
    """Answer our failure; the reason, where there is one, says more than the minor."""
    for start, meant in _REASONS:
        if reason.startswith(start):
            return meant
    return _MINORS.get(minor, EidFailure.UNKNOWN)
