"""Addresses of who owns a point: claims, conflicts, shares, moves and the ledger of a unit."""

from django.urls import path

from assessments.views import claims, conflicts, moves, shares, unit_ledger

urlpatterns = [
    path("experts/claim/", claims.claim, name="expert-claim"),
    path("experts/<int:pk>/placements/<int:placement>/move/", moves.move, name="expert-move"),
    path("experts/<int:pk>/placements/<int:placement>/full-time/", moves.full_time, name="expert-full-time"),
    path("experts/<int:pk>/shares/add/", shares.new, name="share-new"),
    path("claims/<int:pk>/", claims.claim_detail, name="claim-detail"),
    path("claims/<int:pk>/files/add/", claims.claim_file_add, name="claim-file-add"),
    path("claims/<int:pk>/files/<int:file>/", claims.claim_file, name="claim-file"),
    path("claims/<int:pk>/files/<int:file>/pages/<int:page>/", claims.claim_look, name="claim-page"),
    path("claims/<int:pk>/files/<int:file>/pages/<int:page>.webp", claims.claim_picture, name="claim-picture"),
    path("claims/<int:pk>/withdraw/", claims.claim_withdraw, name="claim-withdraw"),
    path("conflicts/", conflicts.ConflictList.as_view(), name="conflict-list"),
    path("conflicts/<int:pk>/", conflicts.detail, name="conflict-detail"),
    path("conflicts/<int:pk>/propose/", conflicts.propose, name="conflict-propose"),
    path("conflicts/<int:pk>/decide/", conflicts.decide, name="conflict-decide"),
    path("shares/<int:pk>/", shares.detail, name="share-detail"),
    path("shares/<int:pk>/agree/", shares.agree, name="share-agree"),
    path("shares/<int:pk>/end/", shares.end, name="share-end"),
    path("shares/<int:pk>/refuse/", shares.refuse, name="share-refuse"),
    path("ledger/<slug:code>/<int:year>/", unit_ledger.ledger, name="unit-ledger"),
]
